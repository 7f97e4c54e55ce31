package dev.mandate.service.reconcile;

import dev.mandate.model.access.Grant;
import dev.mandate.model.plan.PlannedChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes that an agent was given, or was about to be given, and that no read has shown yet.
 *
 * @param plan the hash of the plan they are from
 * @param answered the agent said that they are done; otherwise nobody knows
 */
record Attempt(long id, String plan, int batch, boolean answered, List<Step> steps) {
    Attempt {
        steps = List.copyOf(steps);
    }

    /**
     * One change.
     *
     * @param given why a grant was to be given, see {@link GivenJson}; null where it has no such reason
     */
    record Step(PlannedChange planned, @Nullable String given) {}

    /** The same after the agent said that it is done. */
    Attempt asAnswered() {
        return new Attempt(id, plan, batch, true, steps);
    }

    List<PlannedChange> changes() {
        return steps.stream().map(Step::planned).toList();
    }

    /** Why the grants among its changes were to be given. */
    Map<Grant, String> reasons() {
        Map<Grant, String> reasons = new HashMap<>();
        for (Step step : steps) {
            String why = step.given();
            if (why != null) {
                step.planned().change().gives().ifPresent(grant -> reasons.put(grant, why));
            }
        }
        return reasons;
    }
}
