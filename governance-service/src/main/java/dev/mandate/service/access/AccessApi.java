package dev.mandate.service.access;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.HoldId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.access.Selector;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.plan.Approval;
import dev.mandate.model.plan.ApprovalRules;
import dev.mandate.model.plan.ApprovedChange;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.WaitingSet;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Standing;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.Sight;
import dev.mandate.service.policy.Sights;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The dated rows beside the policy: Holds, assignments and approvals. Every change of them is on the ledger. */
@Service
public class AccessApi {
    private final AccessStore store;
    private final ApprovalStore approvals;
    private final ExemptionStore exemptions;
    private final Sights sights;
    private final Standing standing;
    private final FleetApi fleet;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    AccessApi(
            AccessStore store,
            ApprovalStore approvals,
            ExemptionStore exemptions,
            Sights sights,
            Standing standing,
            FleetApi fleet,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.approvals = approvals;
        this.exemptions = exemptions;
        this.sights = sights;
        this.standing = standing;
        this.fleet = fleet;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** The rows in force at {@code asOf}. */
    public Rows rows(Instant asOf) {
        return transactions.inOne(() -> new Rows(store.revision(), store.assignments(), store.holds(asOf), List.of()));
    }

    /**
     * Takes access away until somebody lifts it or {@code until}; in force from the next reconciliation on.
     *
     * @throws Caller.NotPermitted when the caller may not place Holds
     */
    public Hold hold(
            Caller caller, Hold.Party who, Hold.Access what, Selector where, String reason, @Nullable Instant until) {
        requireReason(reason);
        return transactions.inOne(() -> {
            if (!reachesOnly(sights.of(standing.now(caller), Permission.HOLDS_SET), who, where)) {
                throw new NotAllowed("name the deployments with --deployment: " + caller.name()
                        + " may place Holds in a part of the fleet, and only in what policy has there");
            }
            Instant now = clock.now();
            if (until != null && !until.isAfter(now)) {
                throw new NotAllowed("a Hold must end after now, not at " + until);
            }
            HoldId id = HoldId.of(UUID.randomUUID().toString());
            Hold hold = new Hold(id, who, what, where, caller.name(), reason, until);
            store.insert(hold, now);
            store.countRevision();
            ledger.append(event("hold.placed", "hold", id.value(), caller)
                    .with(Map.of("reason", JsonValue.text(reason), "who", JsonValue.text(about(who)))));
            return hold;
        });
    }

    /**
     * Ends a Hold.
     *
     * @throws NotAllowed when there is none such, or the caller would benefit
     */
    public void lift(Caller caller, HoldId id, String reason) {
        requireReason(reason);
        transactions.inOne(() -> {
            Sight sight = sights.of(standing.now(caller), Permission.HOLDS_LIFT);
            Hold hold = store.hold(id)
                    .filter(one -> reachesOnly(sight, one.who(), one.where()))
                    .orElseThrow(() ->
                            new NotAllowed("there is no Hold " + id + " in force that " + caller.name() + " may lift"));
            if (isOn(caller, hold.who())) {
                throw new NotAllowed("nobody lifts a Hold on themselves; ask somebody else");
            }
            store.lift(id, caller.name(), reason, clock.now());
            store.countRevision();
            return ledger.append(
                    event("hold.lifted", "hold", id.value(), caller).with(Map.of("reason", JsonValue.text(reason))));
        });
    }

    /** The Holds in force that reach anything the caller may see. */
    public List<Hold> holds(Caller caller) {
        Sight sight = sights.of(caller, Permission.HOLDS_READ);
        return transactions.inOne(() -> store.holds(clock.now())).stream()
                .filter(hold -> reaches(sight, hold))
                .toList();
    }

    private static boolean reaches(Sight sight, Hold hold) {
        return switch (hold.who()) {
            case Hold.Party.OfSubject(var subject) -> sight.sees(hold.where());
            case Hold.Party.OfPrincipal(var deployment, var principal) -> sight.sees(deployment);
        };
    }

    private static boolean reachesOnly(Sight sight, Hold.Party who, Selector where) {
        return switch (who) {
            case Hold.Party.OfSubject(var subject) -> sight.covers(where);
            case Hold.Party.OfPrincipal(var deployment, var principal) -> sight.sees(deployment);
        };
    }

    /** Whether it is on them, or on an account of theirs. */
    private boolean isOn(Caller caller, Hold.Party who) {
        return switch (who) {
            case Hold.Party.OfSubject(var subject) -> caller.is(subject);
            case Hold.Party.OfPrincipal(var deployment, var principal) ->
                fleet.knowledge(deployment).links().entrySet().stream()
                        .anyMatch(link ->
                                principal.equals(new Principal.Account(link.getValue())) && caller.is(link.getKey()));
        };
    }

    /**
     * Leaves a difference as it is until a date, because somebody answers for it; in the caller's transaction, which
     * has looked whether it may.
     *
     * @throws NotAllowed without a reason, an owner or a date to come
     */
    public Exemption exempt(
            Caller caller, DeploymentId deployment, Grant grant, String owner, String reason, Instant until) {
        caller.require(Permission.DRIFT_DECIDE);
        requireReason(reason);
        Instant now = clock.now();
        if (owner.isBlank()) {
            throw new NotAllowed("somebody must answer for it: say who with --owner");
        }
        if (!until.isAfter(now)) {
            throw new NotAllowed("an exemption must end after now, not at " + until);
        }
        var exemption = new Exemption(UUID.randomUUID(), deployment, grant.key(), owner, reason, now, until);
        exemptions.endThoseOf(deployment, grant.key(), caller.name(), now);
        exemptions.insert(exemption, caller.name());
        store.countRevision();
        ledger.append(exemption("exemption.made", exemption, caller)
                .with(Map.of(
                        "deployment", JsonValue.text(deployment.value()),
                        "what", JsonValue.text(grant.entitlement().toString()),
                        "owner", JsonValue.text(owner),
                        "reason", JsonValue.text(reason),
                        "until", JsonValue.text(until.toString()))));
        return exemption;
    }

    /**
     * Ends an exemption before its date; the difference is drift again.
     *
     * @throws NotAllowed when there is none such in force
     */
    public void endExemption(Caller caller, UUID id, String reason) {
        requireReason(reason);
        transactions.inOne(() -> {
            Sight sight = sights.of(standing.now(caller), Permission.DRIFT_DECIDE);
            Exemption exemption = exemptions
                    .inForce(id, clock.now())
                    .filter(one -> sight.sees(one.deployment()))
                    .orElseThrow(() -> new NotAllowed(
                            "there is no exemption " + id + " in force that " + caller.name() + " may end"));
            exemptions.end(id, caller.name(), reason, clock.now());
            store.countRevision();
            return ledger.append(
                    exemption("exemption.ended", exemption, caller).with(Map.of("reason", JsonValue.text(reason))));
        });
    }

    /** The exemptions in force in some deployments. */
    public List<Exemption> exemptions(Collection<DeploymentId> deployments, Instant now) {
        return transactions.inOne(() -> exemptions.inForce(deployments, now));
    }

    private static LedgerEvent exemption(String action, Exemption exemption, Caller caller) {
        return event(action, "exemption", exemption.id().toString(), caller);
    }

    /**
     * Writes an assignment that a person decided on; in the caller's transaction. It is a yes as an approval is, and the entry says as
     * that does where somebody returns one.
     */
    public void assign(Caller caller, Assignment assignment, String origin) {
        caller.require(Permission.DRIFT_DECIDE);
        Set<SubjectId> voices = voices(caller);
        List<String> returned = approvals.given(Set.of(assignment.subject()), voices);
        store.insert(assignment, origin, caller.name(), voices, clock.now());
        store.countRevision();
        Map<String, JsonValue> facts = new HashMap<>(Map.of(
                "subject", JsonValue.text(assignment.subject().value()),
                "role", JsonValue.text(assignment.role().value()),
                "origin", JsonValue.text(origin),
                "reason", JsonValue.text(assignment.reason())));
        sayReturned(returned, facts);
        ledger.append(event("assignment.made", "assignment", assignment.id().value(), caller)
                .with(facts));
    }

    /** Everybody whom the caller is, was, or answers for. */
    private static Set<SubjectId> voices(Caller caller) {
        Set<SubjectId> voices = new HashSet<>(caller.identities());
        voices.add(approver(caller));
        return voices;
    }

    private static SubjectId approver(Caller caller) {
        return caller.asSubject().orElse(SubjectId.of("operator:" + caller.name()));
    }

    private static void sayReturned(List<String> returned, Map<String, JsonValue> facts) {
        if (!returned.isEmpty()) {
            facts.put(
                    "reciprocal",
                    JsonValue.array(returned.stream().map(JsonValue::text).toList()));
        }
    }

    /** Ends what a leaver has: a return inherits nothing. */
    public int endAssignments(Caller caller, List<SubjectId> left) {
        return transactions.inOne(() -> {
            int ended = store.end(left, clock.now());
            if (ended > 0) {
                store.countRevision();
                left.forEach(subject -> ledger.append(event("assignments.ended", "subject", subject.value(), caller)));
            }
            return ended;
        });
    }

    /**
     * Says yes to exactly what waits, where the one who asks has looked whether the caller may at all. Where somebody who gains said
     * yes to what the caller gained before, the entry says so, as {@code reciprocal}: the sets and assignments that it was.
     *
     * @param seen the hash that the caller was shown
     * @param authors who published or asked for what the changes follow from
     * @param gains what each of those gains whose access any of the changes widens, in words
     * @param aloneFrom from when on an author may say yes too, where there is nobody else; empty where somebody else must
     * @throws NotAllowed naming the rule; the refusal is on the ledger
     */
    public Approval approve(
            Caller caller,
            WaitingSet waiting,
            String seen,
            String reason,
            Collection<Caller> authors,
            Map<SubjectId, SortedSet<String>> gains,
            Optional<Instant> aloneFrom) {
        requireReason(reason);
        SubjectId approver = approver(caller);
        Set<SubjectId> identities = voices(caller);
        boolean self = authors.stream().anyMatch(caller::sameHuman);
        Optional<String> refusal = (self ? notAlone(caller, aloneFrom) : Optional.<String>empty())
                .or(() -> ApprovalRules.refusal(waiting, seen, identities, Set.of(), gains));
        if (refusal.isPresent()) {
            transactions.apart(() -> ledger.append(
                    approval("approval.refused", waiting, seen, caller).ending(LedgerEvent.Outcome.DENIED)));
            throw new NotAllowed(refusal.get());
        }
        return transactions.inOne(() -> {
            Approval approval = Approval.of(waiting, approver, clock.now(), assurance(caller, self));
            List<String> returned = approvals.given(gains.keySet(), identities);
            approvals.insert(UUID.randomUUID(), waiting.deployment(), approval, reason, identities, gains.keySet());
            Map<String, JsonValue> facts = new HashMap<>(Map.of(
                    "waiting_set", JsonValue.text(seen),
                    "reason", JsonValue.text(reason),
                    "changes", JsonValue.number(waiting.changes().size()),
                    "assurance", JsonValue.text(approval.assurance().word())));
            sayReturned(returned, facts);
            ledger.append(approval("approval.given", waiting, seen, caller).with(facts));
            return approval;
        });
    }

    private static Approval.Assurance assurance(Caller caller, boolean self) {
        if (self) {
            return Approval.Assurance.SELF_CONFIRMED;
        }
        return caller.kind() == Caller.Kind.SUBJECT ? Approval.Assurance.STEP_UP : Approval.Assurance.HOST_OPERATOR;
    }

    private Optional<String> notAlone(Caller caller, Optional<Instant> aloneFrom) {
        String published = caller.name() + " published what these changes follow from";
        if (aloneFrom.isEmpty()) {
            return Optional.of(published + ": somebody else must approve");
        }
        return clock.now().isBefore(aloneFrom.get())
                ? Optional.of(published + " and may approve alone (people: 1) from " + aloneFrom.get()
                        + " on: look again then")
                : Optional.empty();
    }

    /** Writes down that somebody said yes to a waiting set that is another one by now; in its own transaction. */
    public void overtaken(Caller caller, DeploymentId deployment, String seen) {
        transactions.apart(() -> ledger.append(event("approval.refused", "deployment", deployment.value(), caller)
                .with(Map.of("waiting_set", JsonValue.text(seen)))
                .ending(LedgerEvent.Outcome.DENIED)));
    }

    /** The approvals of a deployment that have not run out. */
    public List<Approval> approvals(DeploymentId deployment, Instant now) {
        return transactions.inOne(() -> approvals.inForce(deployment, now));
    }

    /** Uses up the approval of changes that were applied; in the caller's transaction. */
    public void spend(DeploymentId deployment, Collection<Change> changes, Instant now) {
        if (!changes.isEmpty() && approvals.anyUnspent(deployment)) {
            approvals.spend(
                    deployment, changes.stream().map(ApprovedChange::key).toList(), now);
        }
    }

    private static LedgerEvent approval(String action, WaitingSet waiting, String seen, Caller caller) {
        return event(action, "deployment", waiting.deployment().value(), caller)
                .with(Map.of("waiting_set", JsonValue.text(seen)));
    }

    private static LedgerEvent event(String action, String kind, String id, Caller caller) {
        return LedgerEvent.done(caller.actor(), ActionCode.of(action), new LedgerObject(kind, id));
    }

    private static String about(Hold.Party who) {
        return switch (who) {
            case Hold.Party.OfSubject(var subject) -> "subject " + subject;
            case Hold.Party.OfPrincipal(var deployment, var principal) ->
                "a principal of " + deployment + " ("
                        + PrincipalText.of(principal).kind() + ")";
        };
    }

    private static void requireReason(String reason) {
        if (reason.isBlank()) {
            throw new NotAllowed("a reason is needed: say it with --reason");
        }
    }
}
