package dev.mandate.service.reconcile;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.plan.Verification;
import dev.mandate.model.state.ObservedState;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What became of changes whose outcome nobody knows: told by a complete read, never guessed. */
@Component
class Settlement {
    private final AttemptStore attempts;
    private final CreatingStore creating;
    private final LeaseStore leases;
    private final ReconcileStore store;
    private final Conclusion conclusion;
    private final AccessApi access;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    Settlement(
            AttemptStore attempts,
            CreatingStore creating,
            LeaseStore leases,
            ReconcileStore store,
            Conclusion conclusion,
            AccessApi access,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.attempts = attempts;
        this.creating = creating;
        this.leases = leases;
        this.store = store;
        this.conclusion = conclusion;
        this.access = access;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Whether an earlier run attempted something and did not see it to its end. */
    boolean isDue(DeploymentId deployment) {
        return transactions.inOne(() -> attempts.any(deployment));
    }

    /** Writes down what became of all that earlier runs attempted. */
    void settle(Reconciler.Run run, Survey survey) {
        DeploymentId deployment = survey.deployment().id();
        transactions.inOne(() -> {
            Instant now = clock.now();
            leases.assertHeld(deployment, run.epoch(), now);
            Told told = tell(run, survey, survey.observed(), attempts.open(deployment, List.of()), now);
            conclusion.write(run.round(), survey, survey.observed(), Applied.nothing(), told, now);
            attempts.settled(deployment);
            return survey;
        });
    }

    /** Writes down what this run saw in the end; in the caller's transaction, which holds the lease. */
    void conclude(Ending.Seen seen, Instant now) {
        List<Attempt> all = attempts.open(seen.deployment(), seen.applied().attempts());
        List<Attempt> open = all.stream().filter(attempt -> !attempt.answered()).toList();
        Told told = tell(seen.run(), seen.survey(), seen.after(), open, now)
                .and(seen.verification().confirmed(), seen.applied().attempts());
        conclusion.write(seen.run().round(), seen.survey(), seen.after(), seen.applied(), told, now);
        attempts.settled(seen.deployment());
        keepUnseen(seen, all, now);
    }

    /** A target may answer one read from a cache: what is said to be done, and was not seen, is looked for once more. */
    private void keepUnseen(Ending.Seen seen, List<Attempt> all, Instant now) {
        for (Attempt attempt : all) {
            Set<PlannedChange> left =
                    Set.copyOf(Verification.of(attempt.changes(), seen.after()).left());
            List<Attempt.Step> unseen = attempt.steps().stream()
                    .filter(step -> left.contains(step.planned()))
                    .toList();
            if (attempt.answered() && !unseen.isEmpty()) {
                Lane lane = unseen.getFirst().planned().lane();
                var batch = new Batch(
                        attempt.batch(),
                        lane,
                        unseen.stream().map(Attempt.Step::planned).toList());
                creating.begin(seen.deployment(), batch, now);
                attempts.begin(seen.deployment(), attempt.plan(), attempt.batch(), lane, true, unseen);
            }
        }
    }

    private Told tell(Reconciler.Run run, Survey survey, ObservedState seen, List<Attempt> open, Instant now) {
        List<PlannedChange> confirmed = new ArrayList<>();
        Map<Grant, String> given = new HashMap<>();
        for (Attempt attempt : open) {
            Verification verification = Verification.of(attempt.changes(), seen);
            confirmed.addAll(verification.confirmed());
            given.putAll(attempt.reasons());
            if (!attempt.answered()) {
                ledger.append(run.events(survey.subjects()).settled(attempt, verification));
                count(survey, verification.confirmed(), now);
            }
        }
        return new Told(confirmed, given, Set.of());
    }

    private void count(Survey survey, List<PlannedChange> done, Instant now) {
        if (done.isEmpty()) {
            return;
        }
        store.count(survey, done, now);
        access.spend(
                survey.deployment().id(),
                done.stream().map(PlannedChange::change).toList(),
                now);
    }
}
