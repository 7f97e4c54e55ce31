package dev.mandate.model.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * What may be applied now of both parts of a plan, and what waits.
 *
 * @param first goes first
 * @param second empty where nothing was loosened
 */
public record GuardedPlans(GuardedPlan first, GuardedPlan second) {
    /** Both, in the order in which they go; the second only where it has changes. */
    public List<GuardedPlan> parts() {
        return second.plan().isEmpty() ? List.of(first) : List.of(first, second);
    }

    public List<GuardedPlan.Waiting> waiting() {
        return Stream.concat(first.waiting().stream(), second.waiting().stream())
                .toList();
    }

    /** How many changes both have. */
    public long size() {
        return first.plan().changes().count() + second.plan().changes().count();
    }

    /** Whether nothing may be applied now. */
    public boolean rests() {
        return first.proceeding().isEmpty() && second.proceeding().isEmpty();
    }
}
