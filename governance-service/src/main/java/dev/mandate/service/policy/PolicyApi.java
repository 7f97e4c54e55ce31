package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.service.directory.DirectoryNames;
import dev.mandate.service.platform.Page;
import dev.mandate.service.platform.PageRequest;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.Candidate.DecidersChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The policy: what is in force, what was, what waits for a second person, and how a folder becomes a version. */
@Service
public class PolicyApi implements Sights {
    private final PolicyStore store;
    private final Publisher publisher;
    private final DirectoryNames names;
    private final PolicySettings settings;
    private final Transactions transactions;
    private volatile @Nullable Described described;

    PolicyApi(
            PolicyStore store,
            Publisher publisher,
            DirectoryNames names,
            PolicySettings settings,
            Transactions transactions) {
        this.store = store;
        this.publisher = publisher;
        this.names = names;
        this.settings = settings;
        this.transactions = transactions;
    }

    /** The version in force, frozen where a name belongs to another group by now; empty before the first publish. */
    public Optional<PolicyVersion> inForce() {
        return transactions.inOne(
                () -> Optional.ofNullable(store.state().inForce()).map(this::current));
    }

    /** Whether the version in force has this deployment. Asked at every request, so a version is read once. */
    public boolean describes(DeploymentId id) {
        return described().stream().anyMatch(deployment -> deployment.id().equals(id));
    }

    @Override
    public Sight of(Caller caller, Permission permission) {
        caller.require(permission);
        return caller.mayEverywhere(permission)
                ? Sight.ALL
                : Sight.of(described().stream()
                        .filter(deployment -> caller.may(permission, deployment))
                        .toList());
    }

    private List<Deployment> described() {
        return transactions.inOne(() -> {
            Long number = store.state().inForce();
            Described known = described;
            if (number == null) {
                return List.of();
            }
            if (known == null || known.number() != number) {
                known = new Described(number, current(number).policy().deployments());
                described = known;
            }
            return known.deployments();
        });
    }

    /** The deployments of a version, which never change. */
    private record Described(long number, List<Deployment> deployments) {}

    /**
     * Any version, with its pins as they count now.
     *
     * @throws Problem where there is none
     */
    public PolicyVersion version(long number) {
        return transactions.inOne(() -> current(number));
    }

    private PolicyVersion current(long number) {
        PolicyVersion version = store.version(number)
                .orElseThrow(() -> new Problem(
                        PolicyViews.Code.NO_SUCH_VERSION, "there is no version " + number + " of the policy"))
                .version();
        Pinning now = Pinning.of(version.policy(), version.pins(), names);
        return new PolicyVersion(version.number(), version.hash(), version.policy(), now.pins());
    }

    /** All versions, newest first; the sort key has one part. */
    public Page<VersionView> versions(Caller caller, PageRequest page) {
        caller.require(Permission.POLICY_READ);
        List<VersionView> rows = transactions.inOne(() -> store.views(page));
        return Page.of(rows, page, view -> List.of(String.valueOf(view.number())));
    }

    /** What waits for a second person. */
    public Optional<ProposalView> waiting(Caller caller) {
        caller.require(Permission.POLICY_READ);
        return transactions.inOne(() -> Optional.ofNullable(store.state().waiting())
                .flatMap(store::proposal)
                .map(proposal -> new ProposalView(
                        proposal.hash(),
                        proposal.base(),
                        proposal.policy(),
                        proposal.author(),
                        proposal.proposed(),
                        deciders().aloneFrom(proposal.proposed()),
                        proposal.loosens())));
    }

    /** Who decides now: by the version in force, and by what the operator's file says. */
    public Deciders deciders() {
        return transactions.inOne(() -> DecidersChange.of(
                        Optional.ofNullable(store.state().inForce()).flatMap(store::version), settings.deciders())
                .strictest());
    }

    /** What publishing a folder would come to; stores nothing. */
    public Preview preview(Caller caller, PolicyReading reading) {
        caller.require(Permission.POLICY_PREVIEW);
        return transactions.inOne(() -> {
            Optional<StoredVersion> stored =
                    Optional.ofNullable(store.state().inForce()).flatMap(store::version);
            Optional<PolicyVersion> before = stored.map(StoredVersion::version);
            var deciders = DecidersChange.of(stored, settings.deciders());
            long basedOn = before.map(PolicyVersion::number).orElse(0L);
            return reading.policy()
                    .map(policy -> Candidate.of(before, policy, deciders, names).preview())
                    .orElseGet(() -> new Preview(
                            basedOn, Optional.empty(), false, Publisher.sentences(reading), List.of(), List.of()));
        });
    }

    /**
     * Makes a folder the version in force, or says why not; then the version in force stays.
     *
     * @param basedOn the number of the version that the caller saw in force, 0 for none: published upon no other one
     */
    public Publication publish(Caller caller, PolicyReading reading, long basedOn) {
        return publisher.publish(caller, reading, basedOn);
    }

    /** As {@link #publish}, of somebody who was asked to by no file: refused where a folder is the policy. */
    public Publication publishByHand(Caller caller, PolicyReading reading, long basedOn) {
        return settings.managedBy()
                .map(file -> publisher.refuseManaged(caller, reading, file))
                .orElseGet(() -> publish(caller, reading, basedOn));
    }

    /**
     * A second person's yes to the version that waits.
     *
     * @param seen the whole hash: a shorter one could be met by another policy
     */
    public Publication approve(Caller caller, Sha256 seen, String reason) {
        return publisher.approve(caller, seen, reason);
    }

    /**
     * By what a deployment is brought to a version; see ADR 0012.
     *
     * @param verified the version under which its last full reconciliation was verified, 0 where none was: then the
     *     version before the target counts
     * @param now when the plan is judged
     */
    public Transition transition(long verified, long target, Instant now) {
        return transactions.inOne(() -> {
            long from = Math.min(verified == 0 ? target - 1 : verified, target);
            PolicyVersion version = current(target);
            Optional<PolicyVersion> before =
                    store.firstThatLoosens(from + 1, target).map(first -> current(first - 1));
            var limits = new LinkedHashSet<>(List.of(version.policy().guards()));
            store.limits(from, target)
                    .forEach(old -> limits.add(old.guards()
                            .at(now, old.timeZone(), version.policy().timeZone())));
            List<Caller> authors = store.authors(Math.min(from + 1, target), target);
            return new Transition(version, before, new ArrayList<>(limits), authors);
        });
    }
}
