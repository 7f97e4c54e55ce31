package dev.mandate.model.plan;

import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.ObservedState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a plan must not be begun where something of it was not made: what depends on that, and every loss that it may
 * make good, so that nobody is left without what he had before and is to have after.
 */
public final class Needing {
    private final Plan plan;
    private final Replacements replacements;

    private Needing(Plan plan, Replacements replacements) {
        this.plan = plan;
        this.replacements = replacements;
    }

    /**
     * Across both parts of a plan.
     *
     * @param desired by which they were made
     * @param observed by which they were made
     */
    public static Needing of(GuardedPlans plans, DesiredState desired, ObservedState observed) {
        Plan first = plans.first().plan();
        var whole = new Plan(
                first.deployment(),
                first.identityPin(),
                Stream.of(first, plans.second().plan())
                        .map(Plan::batches)
                        .flatMap(List::stream)
                        .toList(),
                first.awaits(),
                List.of(),
                List.of());
        return of(whole, desired, observed);
    }

    static Needing of(Plan plan, DesiredState desired, ObservedState observed) {
        return new Needing(plan, new Replacements(desired, observed));
    }

    /** What needs any of these, directly or not; never an urgent removal, and none of these. */
    public Set<PlannedChange> any(Set<PlannedChange> unmade) {
        Set<PlannedChange> needing = new HashSet<>(unmade);
        for (int before = -1; before < needing.size(); ) {
            before = needing.size();
            needing.addAll(Dependencies.on(needing, plan).keySet());
            needing.addAll(replacements.needing(needing, plan));
        }
        needing.removeAll(unmade);
        return needing;
    }
}
