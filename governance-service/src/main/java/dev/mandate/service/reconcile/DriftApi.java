package dev.mandate.service.reconcile;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.AssignmentId;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.Validity;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.plan.WaitingSet;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.Exemption;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.api.Standing;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The inbox of differences: shows them, and takes what a person decides about one. Refusals are on the ledger too. */
@Service
public class DriftApi {
    private final DriftStore store;
    private final DriftRules rules;
    private final Transitions transitions;
    private final AccessApi access;
    private final Standing standing;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    DriftApi(
            DriftStore store,
            DriftRules rules,
            Transitions transitions,
            AccessApi access,
            Standing standing,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.rules = rules;
        this.transitions = transitions;
        this.access = access;
        this.standing = standing;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** The differences that the last looks left, in order; exempt ones say so. */
    public List<OpenDrift> open(Caller caller, PolicyVersion policy, Selector where) {
        caller.require(Permission.DRIFT_READ);
        List<DeploymentId> deployments = policy.policy().deployments().stream()
                .filter(where::matches)
                .filter(one -> caller.may(Permission.DRIFT_READ, one))
                .map(Deployment::id)
                .toList();
        return transactions.inOne(() -> {
            Map<DeploymentId, Map<Grant, Exemption>> exempt = new HashMap<>();
            access.exemptions(deployments, clock.now())
                    .forEach(one -> exempt.computeIfAbsent(one.deployment(), key -> new HashMap<>())
                            .put(one.grant(), one));
            return store.open(deployments).stream()
                    .map(drift -> drift.exempt(drift.grant()
                            .filter(grant -> !drift.cause().urgent())
                            .map(grant -> exempt.getOrDefault(drift.deployment(), Map.of())
                                    .get(grant.key()))))
                    .toList();
        });
    }

    /**
     * Has what is there unexpectedly taken away by the next run, also where the mode would leave it or a limit would
     * hold it: exactly this removal, once, within a day.
     *
     * @param authors who published what it may follow from
     * @throws NotAllowed naming the rule
     */
    public OpenDrift revert(Caller caller, PolicyVersion policy, UUID id, String reason, Collection<Caller> authors) {
        return deciding(caller, "drift.reverted", id, reason, decider -> {
            OpenDrift drift = drift(id);
            Deployment deployment = deployment(decider, policy, drift);
            WaitingSet removal = rules.removal(policy, deployment, drift);
            List<Caller> all = new ArrayList<>(authors);
            all.addAll(transitions.authors(deployment.id()));
            access.approve(
                    decider,
                    removal,
                    removal.hash(),
                    reason,
                    all,
                    rules.gains(deployment, drift),
                    transitions.aloneFrom(drift.firstSeen()));
            store.revert(id, decider.name(), reason, clock.now());
            return drift;
        });
    }

    /**
     * Makes what is there unexpectedly an assignment, from now on: what was before stays without a reason.
     *
     * @param role the role to assign; null takes the only one that gives this and nothing that is not there
     * @param until when the assignment ends; null for no end
     * @throws NotAllowed naming the rule: critical access, a Hold, a leaver, a role that would give more
     */
    public Assignment adopt(
            Caller caller,
            PolicyVersion policy,
            UUID id,
            @Nullable RoleId role,
            @Nullable Instant until,
            String reason) {
        return deciding(caller, "drift.adopted", id, reason, decider -> {
            OpenDrift drift = drift(id);
            Deployment deployment = deployment(decider, policy, drift);
            DriftRules.Adopted adopted = rules.adopt(decider, policy, deployment, drift, role);
            var assignment = new Assignment(
                    AssignmentId.of(UUID.randomUUID().toString()),
                    adopted.subject().id(),
                    adopted.subject().tenure(),
                    adopted.role(),
                    new Selector(Set.of(), Set.of(deployment.id()), new TreeMap<>()),
                    new Validity(clock.now(), until),
                    reason);
            access.assign(decider, assignment, "adopted");
            rules.requireGiven(decider, policy, deployment, adopted, drift);
            store.adopt(id, decider.name(), reason, clock.now());
            return assignment;
        });
    }

    /**
     * Leaves a difference as it is until a date.
     *
     * @param owner who answers for it
     * @throws NotAllowed naming the rule: a Hold, a leaver, a suspension or an expiry beats every exemption
     */
    public Exemption exempt(Caller caller, PolicyVersion policy, UUID id, String owner, Instant until, String reason) {
        return deciding(caller, "drift.exempted", id, reason, decider -> {
            OpenDrift drift = drift(id);
            Deployment deployment = deployment(decider, policy, drift);
            return access.exempt(
                    decider, deployment.id(), rules.exemptible(decider, deployment, drift), owner, reason, until);
        });
    }

    /** Takes a decision in one transaction with its entry; a refusal gets an entry of its own. */
    private <T> T deciding(Caller caller, String action, UUID id, String reason, Function<Caller, T> decision) {
        try {
            if (reason.isBlank()) {
                throw new NotAllowed("a reason is needed: say it with --reason");
            }
            return transactions.inOne(() -> {
                Caller now = standing.now(caller);
                now.require(Permission.DRIFT_DECIDE);
                T decided = decision.apply(now);
                ledger.append(event(caller, action, id).with(Map.of("reason", JsonValue.text(reason))));
                return decided;
            });
        } catch (NotAllowed | Caller.NotPermitted refused) {
            // The message may name an account, which does not belong on the ledger.
            ledger.appendAlone(event(caller, action, id).ending(LedgerEvent.Outcome.DENIED));
            throw refused;
        }
    }

    private static LedgerEvent event(Caller caller, String action, UUID id) {
        return LedgerEvent.done(caller.actor(), ActionCode.of(action), new LedgerObject("drift", id.toString()));
    }

    private OpenDrift drift(UUID id) {
        return store.open(id).orElseThrow(() -> noSuch(id));
    }

    /** The same for one that is not there and for one that is not theirs. */
    private static NotAllowed noSuch(UUID id) {
        return new NotAllowed("there is no open drift " + id + " to decide about; see mandate drift");
    }

    private static Deployment deployment(Caller caller, PolicyVersion policy, OpenDrift drift) {
        return policy.policy().deployments().stream()
                .filter(one -> one.id().equals(drift.deployment()))
                .filter(one -> caller.may(Permission.DRIFT_DECIDE, one))
                .findFirst()
                .orElseThrow(() -> noSuch(drift.id()));
    }
}
