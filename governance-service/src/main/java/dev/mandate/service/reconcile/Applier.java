package dev.mandate.service.reconcile;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.model.plan.ApprovedChange;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.Outcome;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Gives the batches of a plan to an agent. The intent is on the ledger, committed, before the call; the outcomes after
 * it. An intent without outcome is settled by the next read, never by guessing.
 */
@Component
class Applier {
    private final LeaseStore leases;
    private final CreatingStore creating;
    private final ReconcileStore store;
    private final AccessApi access;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    Applier(
            LeaseStore leases,
            CreatingStore creating,
            ReconcileStore store,
            AccessApi access,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.leases = leases;
        this.creating = creating;
        this.store = store;
        this.access = access;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Stops at the first batch whose outcome is not known, because what follows may depend on it. */
    Applied apply(Agent agent, long epoch, Survey survey, GuardedPlan guarded, ReconcileEvents events) {
        String plan = guarded.plan().hash();
        var answers = new ArrayList<Applied.Answer>();
        for (Batch batch : guarded.proceeding()) {
            transactions.inOne(() -> {
                Instant now = clock.now();
                leases.assertHeld(survey.deployment().id(), epoch, now);
                creating.begin(survey.deployment().id(), batch, now);
                return ledger.append(events.intents(plan, batch));
            });
            List<Outcome> outcomes = outcomes(agent, batch);
            transactions.inOne(() -> {
                record(epoch, survey, plan, batch, outcomes, events);
                return outcomes;
            });
            for (int i = 0; i < outcomes.size(); i++) {
                answers.add(new Applied.Answer(batch.changes().get(i), outcomes.get(i)));
            }
            if (outcomes.stream().anyMatch(Outcome.Unreachable.class::isInstance)) {
                break;
            }
        }
        return new Applied(answers);
    }

    private List<Outcome> outcomes(Agent agent, Batch batch) {
        try {
            return agent.apply(batch);
        } catch (AgentException failed) {
            Outcome unknown = new Outcome.Unreachable(clock.now(), failed.code().code());
            return batch.changes().stream().map(change -> unknown).toList();
        }
    }

    private void record(
            long epoch, Survey survey, String plan, Batch batch, List<Outcome> outcomes, ReconcileEvents events) {
        Instant now = clock.now();
        leases.assertHeld(survey.deployment().id(), epoch, now);
        ledger.append(events.outcomes(plan, batch, outcomes));
        var done = new ArrayList<dev.mandate.model.plan.PlannedChange>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Applied) {
                done.add(batch.changes().get(i));
            }
        }
        if (done.isEmpty()) {
            return;
        }
        store.count(survey, done, now);
        access.spend(
                survey.deployment().id(),
                done.stream()
                        .map(planned -> ApprovedChange.key(planned.change()))
                        .toList(),
                now);
    }
}
