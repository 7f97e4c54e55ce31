package dev.mandate.model.plan;

import java.util.ArrayList;
import java.util.List;

/** Cuts an ordered list of changes into what the target takes together; never across lanes. */
final class Batches {
    private final PlanLimits limits;
    private final List<Batch> batches = new ArrayList<>();
    private List<PlannedChange> open = new ArrayList<>();

    private Batches(PlanLimits limits) {
        this.limits = limits;
    }

    static List<Batch> of(List<PlannedChange> changes, PlanLimits limits) {
        var batches = new Batches(limits);
        for (int from = 0; from < changes.size(); ) {
            int to = from + 1;
            while (to < changes.size() && belongTogether(changes.get(from), changes.get(to))) {
                to++;
            }
            batches.add(changes.subList(from, to));
            from = to;
        }
        batches.close();
        return batches.batches;
    }

    private static boolean belongTogether(PlannedChange one, PlannedChange other) {
        return one.lane() == other.lane()
                && one.change().principal().equals(other.change().principal());
    }

    /** A run of one principal stays in one batch where it fits into one. */
    private void add(List<PlannedChange> run) {
        boolean fits = switch (limits.unit()) {
            case PRINCIPAL -> open.isEmpty();
            case TRANSACTION ->
                open.isEmpty()
                        || (open.getFirst().lane() == run.getFirst().lane()
                                && open.size() + run.size() <= limits.maxBatch());
        };
        if (!fits) {
            close();
        }
        for (PlannedChange change : run) {
            if (open.size() == limits.maxBatch()) {
                close();
            }
            open.add(change);
        }
    }

    private void close() {
        if (!open.isEmpty()) {
            batches.add(new Batch(batches.size(), open.getFirst().lane(), open));
            open = new ArrayList<>();
        }
    }
}
