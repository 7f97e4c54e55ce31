package dev.mandate.model.plan;

import java.util.List;

/**
 * The changes a target must take together: one account, one AppRole, one document, or up to n statements of one
 * transaction.
 *
 * @param number its place in the plan, from 0
 */
public record Batch(int number, Lane lane, List<PlannedChange> changes) {
    public Batch {
        changes = List.copyOf(changes);
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("batch " + number + " is empty");
        }
        if (changes.stream().anyMatch(change -> change.lane() != lane)) {
            throw new IllegalArgumentException("batch " + number + " mixes lanes");
        }
    }
}
