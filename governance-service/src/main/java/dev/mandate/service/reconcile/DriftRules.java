package dev.mandate.service.reconcile;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.ApprovedChange;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.WaitingSet;
import dev.mandate.model.state.Adoption;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.fleet.DeploymentKnowledge;
import dev.mandate.service.fleet.FleetApi;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What may be decided about a difference, and by whom. */
@Component
class DriftRules {
    /** What a decision about one removal answers: that many go, or that it is early or unusual. */
    private static final Set<FindingCode> ANSWERED = Set.of(
            FindingCode.MASS_REMOVAL, FindingCode.FIRST_RUN_REMOVAL, FindingCode.PREFLIGHT, FindingCode.FLAPPING);

    private final FleetApi fleet;
    private final DirectoryApi directory;
    private final HoldingStore holdings;
    private final Rounds rounds;
    private final Surveyor surveyor;

    DriftRules(FleetApi fleet, DirectoryApi directory, HoldingStore holdings, Rounds rounds, Surveyor surveyor) {
        this.fleet = fleet;
        this.directory = directory;
        this.holdings = holdings;
        this.rounds = rounds;
        this.surveyor = surveyor;
    }

    /** Who gets which role for what is there. */
    record Adopted(Subject subject, RoleId role) {}

    /** The yes to the removal of what is there unexpectedly. */
    WaitingSet removal(PolicyVersion policy, Deployment deployment, OpenDrift drift) {
        Grant grant = unexpected(drift);
        Vocabulary vocabulary = vocabulary(deployment);
        Facet facet = vocabulary
                .kind(grant.entitlement())
                .map(Vocabulary.Kind::facet)
                .orElseThrow(() -> new NotAllowed("the vocabulary does not know " + grant.entitlement()));
        if (deployment.modes().of(facet) == Mode.OBSERVE) {
            throw new NotAllowed(
                    deployment.id() + " only observes " + facet.name().toLowerCase(java.util.Locale.ROOT)
                            + ": take it away on the target, or set manage to additive");
        }
        var change = new Change.RemoveGrant(
                grant, vocabulary.adding(grant.entitlement()).reversed());
        String pin = fleet.knowledge(deployment.id())
                .identityPin()
                .orElseThrow(() -> new NotAllowed("deployment " + deployment.id() + " was never contacted"));
        return new WaitingSet(deployment.id(), pin, new TreeSet<>(Set.of(ApprovedChange.of(change, ANSWERED))));
    }

    /** What those gain whose access the removal would widen: taking a DENY away. */
    Map<SubjectId, SortedSet<String>> gains(Deployment deployment, OpenDrift drift) {
        Grant grant = unexpected(drift);
        boolean widens =
                vocabulary(deployment).adding(grant.entitlement()).reversed().mayWiden();
        SortedSet<String> what = new TreeSet<>(Set.of("without " + grant));
        return widens ? owner(deployment, drift).stream().collect(Collectors.toMap(one -> one, one -> what)) : Map.of();
    }

    Adopted adopt(
            Caller caller, PolicyVersion policy, Deployment deployment, OpenDrift drift, @Nullable RoleId wanted) {
        Grant grant = unexpected(drift);
        refuseUrgent(drift, "adopted");
        if (drift.cause() == Cause.CONSTRAINT) {
            throw new NotAllowed("a constraint forbids " + grant + "; it cannot be adopted without a waiver");
        }
        Subject subject = subject(deployment, drift);
        refuseOwn(caller, subject.id(), "adopts");
        Set<Entitlement> held = holdings.current(deployment.id(), Set.of(grant.principal())).keySet().stream()
                .map(one -> one.entitlement().key())
                .collect(Collectors.toSet());
        List<RoleId> possible = Adoption.roles(policy.policy(), deployment, grant.entitlement(), held);
        RoleId role = choose(possible, wanted, deployment, grant);
        refuseOffice(deployment);
        if (risk(policy, deployment, grant, role) == Risk.CRITICAL) {
            throw new NotAllowed(grant.entitlement() + " in " + deployment.id()
                    + " is critical and cannot be adopted: revert it, and ask for it anew");
        }
        return new Adopted(subject, role);
    }

    private static RoleId choose(List<RoleId> possible, @Nullable RoleId wanted, Deployment deployment, Grant grant) {
        if (wanted != null) {
            if (!possible.contains(wanted)) {
                throw new NotAllowed("role " + wanted + " does not give " + grant.entitlement() + " in "
                        + deployment.id() + ", or would give more than is there; possible are " + possible);
            }
            return wanted;
        }
        if (possible.isEmpty()) {
            throw new NotAllowed("no role gives " + grant.entitlement() + " in " + deployment.id()
                    + " without giving more than is there: revert it, exempt it, or write such a role");
        }
        return possible.getFirst();
    }

    private Subject subject(Deployment deployment, OpenDrift drift) {
        SubjectId owner = owner(deployment, drift)
                .orElseThrow(() -> new NotAllowed(drift.principal()
                        + " is linked to nobody, so nobody can be assigned what it has: link it first"));
        Directory people = directory.directory();
        return Optional.ofNullable(people.subjects().get(people.whoIs(owner)))
                .orElseThrow(() -> new NotAllowed("no source knows the subject of " + drift.principal() + " any more"));
    }

    /** The greatest of what the role, the word itself and, for a membership, the AppRole's content say. */
    private Risk risk(PolicyVersion policy, Deployment deployment, Grant grant, RoleId id) {
        Vocabulary vocabulary = vocabulary(deployment);
        Risk risk = policy.policy().roles().stream()
                .filter(role -> role.id().equals(id))
                .map(Role::risk)
                .reduce(vocabulary.risk(grant.entitlement()), Risk::max);
        Set<AppRoleName> seen = new HashSet<>();
        var open = new ArrayDeque<AppRoleName>();
        grant.entitlement().memberOf().ifPresent(open::add);
        while (!open.isEmpty()) {
            AppRoleName role = open.remove();
            if (!seen.add(role)) {
                continue;
            }
            for (Grant content : holdings.current(deployment.id(), Set.of(new Principal.AppRole(role)))
                    .keySet()) {
                risk = risk.max(vocabulary.risk(content.entitlement()));
                content.entitlement().memberOf().ifPresent(open::add);
            }
        }
        return risk;
    }

    /**
     * Looks at what the assignment gives, in the transaction that made it.
     *
     * @throws NotAllowed where a Hold or a constraint keeps it from giving what was to be adopted
     */
    void requireGiven(Caller caller, PolicyVersion policy, Deployment deployment, Adopted adopted, OpenDrift drift) {
        Round round = rounds.begin(policy, caller);
        DesiredState desired = round.resolver()
                .desired(
                        surveyor.context(round, deployment),
                        Set.of(adopted.subject().id()));
        Grant key = unexpected(drift).key();
        if (!desired.grants().containsKey(key)) {
            throw new NotAllowed("role " + adopted.role() + " would not give it: "
                    + Optional.ofNullable(desired.withheld().get(key))
                            .map(cause -> cause.name().toLowerCase(java.util.Locale.ROOT))
                            .orElse("nothing in policy does"));
        }
    }

    /** What an exemption may be about. */
    Grant exemptible(Caller caller, Deployment deployment, OpenDrift drift) {
        Grant grant = drift.grant()
                .orElseThrow(() -> new NotAllowed("only what somebody holds, or should hold, can be exempt; "
                        + drift.principal() + " itself cannot"));
        if (drift.sort() == OpenDrift.Sort.UNMANAGED) {
            throw new NotAllowed(
                    "it is outside of what Mandate manages, so there is nothing to be exempt from: " + drift.detail());
        }
        refuseUrgent(drift, "exempt");
        refuseOffice(deployment);
        owner(deployment, drift).ifPresent(subject -> refuseOwn(caller, subject, "exempts"));
        return grant;
    }

    /** What somebody put there by hand would otherwise become an office without its confirmation. */
    private static void refuseOffice(Deployment deployment) {
        if (MandateItself.is(deployment)) {
            throw new NotAllowed(
                    "an office in Mandate itself is given by a role of the policy, or not at all: revert it");
        }
    }

    /** Whose account this is, by the links in force. */
    private Optional<SubjectId> owner(Deployment deployment, OpenDrift drift) {
        if (!(drift.principal() instanceof Principal.Account(AccountName name))) {
            return Optional.empty();
        }
        return fleet.knowledge(deployment.id()).links().entrySet().stream()
                .filter(link -> link.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Grant unexpected(OpenDrift drift) {
        if (drift.sort() == OpenDrift.Sort.UNMANAGED) {
            throw new NotAllowed("it is outside of what Mandate manages: " + drift.detail());
        }
        return drift.grant()
                .filter(grant -> drift.sort() == OpenDrift.Sort.UNEXPECTED)
                .orElseThrow(() -> new NotAllowed("it is " + drift.sort().word()
                        + ", not something too much: the next run brings it back, as far as the mode allows"));
    }

    private static void refuseUrgent(OpenDrift drift, String what) {
        if (drift.cause().urgent()) {
            throw new NotAllowed("it must end (" + drift.cause().name().toLowerCase(java.util.Locale.ROOT)
                    + "): it cannot be " + what);
        }
    }

    private static void refuseOwn(Caller caller, SubjectId subject, String verb) {
        if (caller.is(subject)) {
            throw new NotAllowed("nobody " + verb + " their own access; ask somebody else");
        }
    }

    private Vocabulary vocabulary(Deployment deployment) {
        DeploymentKnowledge known = fleet.knowledge(deployment.id());
        Release release = known.release()
                .orElseThrow(() -> new NotAllowed("deployment " + deployment.id() + " was never contacted"));
        return fleet.vocabulary(deployment.application(), release);
    }
}
