package dev.mandate.service.reconcile;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.Given;
import dev.mandate.model.state.Resolver;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Gives the batches of a plan to an agent. The intent is on the ledger, committed, before the call; the outcomes after
 * it. An intent without outcome is settled by the next read, never by guessing.
 */
@Component
class Applier {
    private final LeaseStore leases;
    private final CreatingStore creating;
    private final AttemptStore attempts;
    private final ReconcileStore store;
    private final AccessApi access;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;
    private final Ticker ticker;

    Applier(
            LeaseStore leases,
            CreatingStore creating,
            AttemptStore attempts,
            ReconcileStore store,
            AccessApi access,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions,
            ObjectProvider<Ticker> ticker) {
        this.leases = leases;
        this.creating = creating;
        this.attempts = attempts;
        this.store = store;
        this.access = access;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
        this.ticker = ticker.getIfAvailable(() -> System::nanoTime);
    }

    /**
     * Stops at the first batch whose outcome is not known, because what follows may depend on it, and leaves out what
     * needs something that was turned down.
     *
     * @param remaining shared by both parts of a plan
     * @throws LeaseStore.LeaseLost before anything is changed that somebody else may be changing by now
     */
    Applied apply(
            Agent agent,
            long epoch,
            Survey survey,
            Resolver resolver,
            GuardedPlan guarded,
            Remaining remaining,
            ReconcileEvents events) {
        String plan = guarded.plan().hash();
        DeploymentId deployment = survey.deployment().id();
        Map<Grant, Given> given = given(survey, resolver, guarded);
        var answers = new ArrayList<Applied.Answer>();
        var stopped = new ArrayList<PlannedChange>();
        var made = new ArrayList<Attempt>();
        for (Batch whole : guarded.proceeding()) {
            stopped.addAll(remaining.stopped(whole));
            Optional<Batch> left = remaining.of(whole);
            if (left.isEmpty()) {
                continue;
            }
            Batch batch = left.get();
            List<Attempt.Step> steps = steps(batch, given);
            long renewed = ticker.nanos();
            Attempt attempt = transactions.inOne(() -> {
                Instant now = clock.now();
                leases.assertHeld(deployment, epoch, now);
                creating.begin(deployment, batch, now);
                ledger.append(events.intents(plan, batch));
                return attempts.begin(deployment, plan, batch.number(), batch.lane(), false, steps);
            });
            if (ticker.nanos() - renewed > LeaseStore.SPARE.toNanos()) {
                throw LeaseStore.LeaseLost.stoodStill(deployment);
            }
            List<Outcome> outcomes = outcomes(agent, batch);
            made.addAll(transactions.inOne(() -> {
                record(epoch, survey, plan, batch, outcomes, events);
                return answered(deployment, attempt, batch.lane(), outcomes);
            }));
            List<Applied.Answer> answered = IntStream.range(0, outcomes.size())
                    .mapToObj(i -> new Applied.Answer(batch.changes().get(i), outcomes.get(i), plan))
                    .toList();
            answers.addAll(answered);
            remaining.answered(answered);
            if (outcomes.stream().anyMatch(Outcome.Unreachable.class::isInstance)) {
                break;
            }
        }
        if (!stopped.isEmpty()) {
            transactions.inOne(() -> {
                leases.assertHeld(deployment, epoch, clock.now());
                ledger.append(events.stopped(plan, stopped));
                return stopped;
            });
        }
        return new Applied(answers, stopped, made);
    }

    private List<Outcome> outcomes(Agent agent, Batch batch) {
        try {
            return agent.apply(batch);
        } catch (AgentException failed) {
            Outcome unknown = new Outcome.Unreachable(
                    failed.retryAt().orElseGet(clock::now), String.valueOf(failed.getMessage()));
            return batch.changes().stream().map(change -> unknown).toList();
        }
    }

    private void record(
            long epoch, Survey survey, String plan, Batch batch, List<Outcome> outcomes, ReconcileEvents events) {
        Instant now = clock.now();
        leases.assertHeld(survey.deployment().id(), epoch, now);
        ledger.append(events.outcomes(plan, batch, outcomes));
        List<PlannedChange> changed = with(batch.changes(), outcomes, Outcome.Applied.class::isInstance);
        if (!changed.isEmpty()) {
            store.count(survey, changed, now);
        }
        access.spend(
                survey.deployment().id(),
                with(batch.changes(), outcomes, Applier::isDone).stream()
                        .map(PlannedChange::change)
                        .toList(),
                now);
    }

    /** Keeps of an attempt what a read has still to tell: whether what is said to be done is so, and what is unknown. */
    private List<Attempt> answered(DeploymentId deployment, Attempt attempt, Lane lane, List<Outcome> outcomes) {
        List<Attempt.Step> done = with(attempt.steps(), outcomes, Applier::isDone);
        if (done.size() == outcomes.size()) {
            attempts.answered(attempt.id());
            return List.of(attempt.asAnswered());
        }
        List<Attempt.Step> unknown = with(attempt.steps(), outcomes, Outcome.Unreachable.class::isInstance);
        if (unknown.size() == outcomes.size()) {
            return List.of(attempt);
        }
        attempts.remove(attempt.id());
        var left = new ArrayList<Attempt>();
        if (!done.isEmpty()) {
            left.add(attempts.begin(deployment, attempt.plan(), attempt.batch(), lane, true, done));
        }
        if (!unknown.isEmpty()) {
            left.add(attempts.begin(deployment, attempt.plan(), attempt.batch(), lane, false, unknown));
        }
        return left;
    }

    private static boolean isDone(Outcome outcome) {
        return outcome instanceof Outcome.Applied || outcome instanceof Outcome.AlreadyInPlace;
    }

    private static <T> List<T> with(List<T> all, List<Outcome> outcomes, Predicate<Outcome> wanted) {
        return IntStream.range(0, all.size())
                .filter(i -> wanted.test(outcomes.get(i)))
                .mapToObj(all::get)
                .toList();
    }

    /** Why the grants of a plan are given, to be told also by a process that only finds them. */
    private static Map<Grant, Given> given(Survey survey, Resolver resolver, GuardedPlan guarded) {
        Set<Grant> keys = new HashSet<>();
        guarded.proceeding().stream()
                .flatMap(batch -> batch.changes().stream())
                .forEach(planned -> target(planned).ifPresent(keys::add));
        return keys.isEmpty() ? Map.of() : resolver.given(survey.context(), survey.desired(), keys);
    }

    private static List<Attempt.Step> steps(Batch batch, Map<Grant, Given> given) {
        return batch.changes().stream()
                .map(planned -> new Attempt.Step(
                        planned,
                        target(planned).map(given::get).map(GivenJson::write).orElse(null)))
                .toList();
    }

    private static Optional<Grant> target(PlannedChange planned) {
        return planned.change().gives().map(Grant::key);
    }
}
