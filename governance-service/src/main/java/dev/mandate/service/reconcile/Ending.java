package dev.mandate.service.reconcile;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.Verification;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.ObservedState;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Writes down, in one transaction, how a run ended: what was seen, what waits, what differs. */
@Component
class Ending {
    private final Settlement settlement;
    private final LeaseStore leases;
    private final WaitingStore waiting;
    private final DriftStore drift;
    private final SettledStore settled;
    private final ReconcileStore store;
    private final CourseStore courses;
    private final FleetApi fleet;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    Ending(
            Settlement settlement,
            LeaseStore leases,
            WaitingStore waiting,
            DriftStore drift,
            SettledStore settled,
            ReconcileStore store,
            CourseStore courses,
            FleetApi fleet,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.settlement = settlement;
        this.leases = leases;
        this.waiting = waiting;
        this.drift = drift;
        this.settled = settled;
        this.store = store;
        this.courses = courses;
        this.fleet = fleet;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /**
     * All that a run found out.
     *
     * @param after the last read
     * @param drift every difference that it shows
     */
    record Seen(
            Reconciler.Run run,
            Survey survey,
            ObservedState after,
            GuardedPlan guarded,
            GuardContext context,
            Verification verification,
            Applied applied,
            List<Drift> drift,
            Reconciliation ended) {
        DeploymentId deployment() {
            return survey.deployment().id();
        }

        ReconcileEvents events() {
            return run.events(survey.subjects());
        }

        /** What another instance shows is not written down as if it were the one that was pinned. */
        boolean ofThePinned() {
            return context.pin() != GuardContext.Pin.CHANGED;
        }
    }

    /** Nothing of it is written where another run took the deployment over. */
    void write(Seen seen) {
        transactions.inOne(() -> {
            Instant now = clock.now();
            leases.assertHeld(seen.deployment(), seen.run().epoch(), now);
            if (seen.ofThePinned()) {
                settlement.conclude(seen, now);
                drift(seen, now);
            }
            waiting(seen, now);
            verified(seen, now);
            OptionalLong read = seen.survey().isNarrow()
                    ? OptionalLong.empty()
                    : OptionalLong.of(seen.after().grants().size());
            store.ended(seen.run().id(), seen.ended(), read, now);
            return seen;
        });
    }

    /** The same set that waits again is not news. */
    private void waiting(Seen seen, Instant now) {
        Set<String> before = waiting.hashes(seen.deployment());
        seen.survey()
                .within()
                .ifPresentOrElse(
                        principals -> waiting.clear(seen.deployment(), principals),
                        () -> waiting.clear(seen.deployment()));
        GuardedPlan guarded = seen.guarded();
        if (guarded.waiting().isEmpty()) {
            return;
        }
        waiting.put(
                guarded,
                new Beneficiaries(seen.context().standing(), seen.survey().subjects()),
                now);
        String hash = guarded.waitingSet().hash();
        if (!before.contains(hash)) {
            ledger.append(seen.events()
                    .waiting(guarded.plan().hash(), hash, guarded.waiting().size()));
        }
    }

    private void verified(Seen seen, Instant now) {
        Verification verification = seen.verification();
        if (!verification.confirmed().isEmpty() || !verification.left().isEmpty()) {
            ledger.append(seen.events()
                    .verified(seen.guarded().plan().hash(), verification.confirmed(), verification.left()));
        }
        settled.forget(seen.deployment(), now);
        if (!verification.confirmed().isEmpty() && !seen.context().firstRun()) {
            settled.count(seen.deployment(), verification.confirmed(), now);
        }
        Result result = seen.ended().result();
        if (seen.run().looking() || seen.survey().isNarrow() || !seen.ofThePinned()) {
            return;
        }
        long version = seen.run().round().policy().number();
        courses.ran(seen.deployment(), version, result, now);
        if (result == Result.IN_SYNC || result == Result.CONVERGED) {
            fleet.converged(seen.deployment(), now);
        }
        if (result == Result.IN_SYNC || result == Result.CONVERGED || result == Result.OBSERVED) {
            courses.verified(seen.deployment(), version);
        }
    }

    private void drift(Seen seen, Instant now) {
        List<Drift> worth = seen.drift().stream().filter(Ending::isWorthKeeping).toList();
        List<Drift> fresh = worth.isEmpty() ? List.of() : drift.see(seen.deployment(), worth, now);
        if (!fresh.isEmpty()) {
            ledger.append(seen.events().found(fresh));
        }
        int closed = seen.survey()
                .within()
                .map(principals -> drift.close(seen.deployment(), principals, now))
                .orElseGet(() -> drift.close(seen.deployment(), now));
        if (closed > 0) {
            ledger.append(seen.events().closed(closed));
        }
    }

    /** Not what is simply somebody else's: accounts and grants outside the scope that nobody wants changed. */
    private static boolean isWorthKeeping(Drift one) {
        return !(one instanceof Drift.Unmanaged(var thing, boolean wanted, var cause, var reason))
                || wanted
                || cause.urgent();
    }
}
