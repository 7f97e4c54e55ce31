package dev.mandate.service.reconcile;

import static java.util.function.Predicate.not;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.GuardedPlans;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.plan.Verification;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.LikelyCause;
import dev.mandate.model.state.ObservedState;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.reconcile.Reconciliation.Result;
import dev.mandate.service.reconcile.Reconciliation.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Writes down, in one transaction, how a run ended: what was seen, what waits, what differs. */
@Component
class Ending {
    /** How long whoever says yes to what was shown is told that something else waits by now. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final Settlement settlement;
    private final LeaseStore leases;
    private final WaitingStore waiting;
    private final DriftStore drift;
    private final LikelyCauses causes;
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
            LikelyCauses causes,
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
        this.causes = causes;
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
            Judge.Judgement judged,
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
            return judged.context().pin() != GuardContext.Pin.CHANGED;
        }
    }

    /**
     * Nothing of it is written where another run took the deployment over.
     *
     * @return how it ended, with the hashes under which something waits now
     */
    Reconciliation write(Seen seen) {
        return transactions.inOne(() -> {
            Instant now = clock.now();
            leases.assertHeld(seen.deployment(), seen.run().epoch(), now);
            if (seen.ofThePinned()) {
                List<Drift> worth =
                        seen.drift().stream().filter(Ending::isWorthKeeping).toList();
                Map<Drift, LikelyCause> likely = causes.of(seen, worth);
                settlement.conclude(seen, now);
                drift(seen, likely, now);
            }
            Reconciliation ended = seen.ended().with(waiting(seen, now));
            verified(seen, now);
            OptionalLong read = seen.survey().isNarrow()
                    ? OptionalLong.empty()
                    : OptionalLong.of(seen.after().grants().size());
            store.ended(seen.run().id(), ended, read, now);
            return ended;
        });
    }

    /**
     * A set is named anew with every change of it, also where only some subjects were looked at. The same set that waits
     * again is not news.
     */
    private List<Waits> waiting(Seen seen, Instant now) {
        DeploymentId deployment = seen.deployment();
        GuardedPlans plans = seen.judged().plans();
        Set<String> before = waiting.hashes(deployment);
        seen.survey()
                .within()
                .ifPresentOrElse(principals -> waiting.clear(deployment, principals), () -> waiting.clear(deployment));
        var beneficiaries = new Beneficiaries(
                seen.judged().context().standing(), seen.survey().subjects());
        put(plans.first(), false, beneficiaries, now);
        put(plans.second(), true, beneficiaries, now);
        List<Waits> sets = waiting.sets(deployment);
        for (Waits set : sets) {
            waiting.name(deployment, set);
            if (!before.contains(set.hash())) {
                waiting.shown(deployment, set, now);
                GuardedPlan part = set.apart() ? plans.second() : plans.first();
                ledger.append(seen.events().waiting(part.plan().hash(), set));
            }
        }
        waiting.forget(deployment, now.minus(REMEMBERED));
        return sets.stream().filter(set -> isOf(set, plans)).toList();
    }

    private void put(GuardedPlan part, boolean apart, Beneficiaries beneficiaries, Instant now) {
        if (!part.waiting().isEmpty()) {
            waiting.put(part, apart, beneficiaries, now);
        }
    }

    private static boolean isOf(Waits set, GuardedPlans plans) {
        return !(set.apart() ? plans.second() : plans.first()).waiting().isEmpty();
    }

    private void verified(Seen seen, Instant now) {
        Verification verification = seen.verification();
        evidence(seen);
        settled.forget(seen.deployment(), now);
        if (!verification.confirmed().isEmpty() && !seen.judged().context().firstRun()) {
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

    private void evidence(Seen seen) {
        Set<PlannedChange> left = Set.copyOf(seen.verification().left());
        seen.applied().doneByPlan().forEach((plan, done) -> {
            List<PlannedChange> confirmed =
                    done.stream().filter(not(left::contains)).toList();
            ledger.append(seen.events()
                    .verified(
                            plan,
                            confirmed,
                            done.stream().filter(left::contains).toList()));
        });
    }

    private void drift(Seen seen, Map<Drift, LikelyCause> likely, Instant now) {
        List<Drift> fresh = likely.isEmpty() ? List.of() : drift.see(seen.deployment(), likely, now);
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
