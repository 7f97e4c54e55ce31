package dev.mandate.service.reconcile;

import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Needing;
import dev.mandate.model.plan.PlannedChange;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What of a plan may still be begun, by what became of the batches before, those of its first part included. */
final class Remaining {
    private final Needing needing;
    private final Set<PlannedChange> stopping = new HashSet<>();

    Remaining(Needing needing) {
        this.needing = needing;
    }

    /** The batch without what needs something that was not made; empty where nothing is left of it. */
    Optional<Batch> of(Batch batch) {
        List<PlannedChange> going = batch.changes().stream()
                .filter(planned -> !stopping.contains(planned))
                .toList();
        return going.isEmpty() ? Optional.empty() : Optional.of(new Batch(batch.number(), batch.lane(), going));
    }

    /** What of the batch needs something that was not made. */
    List<PlannedChange> stopped(Batch batch) {
        return batch.changes().stream().filter(stopping::contains).toList();
    }

    /** Learns what was not made. */
    void answered(List<Applied.Answer> answers) {
        List<PlannedChange> failed = answers.stream()
                .filter(answer -> !answer.done())
                .map(Applied.Answer::planned)
                .toList();
        stopping.addAll(needing.on(failed, stopping).keySet());
    }
}
