package dev.mandate.model.plan;

import dev.mandate.model.access.Principal;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

    /**
     * A plan cut in two: what an earlier version of the policy plans as well, and what follows from those after it. Urgent
     * removals are never apart. What cannot go before one of the others goes with it: a loss with what may make it good, a
     * pattern with a literal that has to be there before.
     *
     * @param earlier the plan of the version before, from the same reading
     * @param needing of {@code plan}
     */
    public static PlansApart apart(Plan plan, Plan earlier, Needing needing, PlanLimits limits) {
        Set<Change> known = earlier.changes().map(PlannedChange::change).collect(Collectors.toSet());
        Set<PlannedChange> apart = plan.changes()
                .filter(planned -> planned.lane() != Lane.URGENT_REMOVALS && !known.contains(planned.change()))
                .collect(Collectors.toCollection(HashSet::new));
        for (int before = 0; before < apart.size(); ) {
            before = apart.size();
            apart.addAll(needing.on(apart).keySet());
            apart.addAll(patternsAfter(apart, plan));
        }
        return new PlansApart(
                plan,
                part(plan, planned -> !apart.contains(planned), limits, plan.drift(), plan.findings()),
                part(plan, apart::contains, limits, List.of(), List.of()));
    }

    private static Set<PlannedChange> patternsAfter(Set<PlannedChange> apart, Plan plan) {
        Set<PlannedChange> patterns = new HashSet<>();
        Set<Principal> literals = new HashSet<>();
        plan.changes().filter(planned -> planned.lane() != Lane.URGENT_REMOVALS).forEach(planned -> {
            Principal principal = planned.change().principal();
            boolean pattern = planned.change()
                    .about()
                    .filter(grant -> grant.entitlement().pattern())
                    .isPresent();
            if (!pattern && apart.contains(planned)) {
                literals.add(principal);
            }
            if (pattern && literals.contains(principal)) {
                patterns.add(planned);
            }
        });
        return patterns;
    }

    private static Plan part(
            Plan plan, Predicate<PlannedChange> which, PlanLimits limits, List<Drift> drift, List<Finding> findings) {
        return new Plan(
                plan.deployment(),
                plan.identityPin(),
                Batches.of(plan.changes().filter(which).toList(), limits),
                plan.awaits(),
                drift,
                findings);
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
