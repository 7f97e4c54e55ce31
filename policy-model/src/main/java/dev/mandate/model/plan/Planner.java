package dev.mandate.model.plan;

import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** From the difference between two states to the ordered list of changes that removes it. */
public final class Planner {
    private Planner() {}

    /**
     * The plan that makes {@code observed} what {@code desired} says, inside {@code scope} and the modes of its facets.
     * Pure: equal input, in whatever order its maps are iterated, gives an equal plan; where nothing differs the plan is
     * empty.
     */
    public static Plan plan(DesiredState desired, ObservedState observed, ManagedScope scope, PlanLimits limits) {
        return plan(desired, observed, scope, limits, DriftDecisions.NONE);
    }

    /** As without decisions, but for the differences that people decided about. */
    public static Plan plan(
            DesiredState desired,
            ObservedState observed,
            ManagedScope scope,
            PlanLimits limits,
            DriftDecisions decisions) {
        List<Drift> drift = drift(desired, observed, scope, limits);
        var remedies = new Remedies(desired, observed, scope, limits, decisions);
        drift.stream().filter(difference -> !decisions.exempts(difference)).forEach(remedies::add);
        var order = PlanOrder.of(remedies.changes(), desired, observed);
        var findings = new ArrayList<>(desired.findings());
        findings.addAll(remedies.findings());
        Collections.sort(findings);
        return new Plan(
                desired.deployment(),
                limits.identityPin(),
                Batches.of(order.changes(), limits),
                order.awaits(),
                drift,
                findings.stream().distinct().toList());
    }

    /** What differs, apart from what the agent cannot set: it is not told apart from what it should be. */
    public static List<Drift> drift(
            DesiredState desired, ObservedState observed, ManagedScope scope, PlanLimits limits) {
        return Drift.between(desired, observed, scope).stream()
                .filter(difference -> !isBlindSpot(difference, limits))
                .toList();
    }

    /** A status that the agent cannot set is not told apart from the one it should be. */
    private static boolean isBlindSpot(Drift drift, PlanLimits limits) {
        return drift instanceof Drift.Different(Drift.Thing.OfAccount found, Drift.Thing wanted, var cause)
                && !limits.can(PlanLimits.Ability.DISABLE_ACCOUNT);
    }
}
