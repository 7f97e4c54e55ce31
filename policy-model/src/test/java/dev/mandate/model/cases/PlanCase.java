package dev.mandate.model.cases;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.Guards;
import dev.mandate.model.plan.Needing;
import dev.mandate.model.plan.Plan;
import dev.mandate.model.plan.PlanLimits;
import dev.mandate.model.plan.Planner;
import dev.mandate.model.plan.PlansApart;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import java.util.List;

/**
 * What a case says about one deployment: what was read there, and what is planned, what of it goes and what waits.
 *
 * @param name of the case and the deployment
 * @param planned one line per change, as {@link PlanWords} writes it
 */
public record PlanCase(
        String name,
        DeploymentId deployment,
        DesiredState desired,
        ObservedState observed,
        ManagedScope scope,
        PlanLimits limits,
        GuardContext guards,
        List<String> planned,
        ExpectedPlan expected) {
    /** One for each deployment of each case that has a plan. */
    public static List<PlanCase> all() {
        return PolicyCase.with("plan").stream().flatMap(one -> of(one).stream()).toList();
    }

    /** One for each deployment that the case has a plan for. */
    public static List<PlanCase> of(PolicyCase one) {
        return one.file().in("plan").keys().stream()
                .map(deployment -> new PlanCaseReader(one, deployment).read())
                .toList();
    }

    public Plan plan() {
        return Planner.plan(desired, observed, scope, limits);
    }

    public GuardedPlan guarded() {
        return guarded(guards);
    }

    /** The same under other circumstances. */
    public GuardedPlan guarded(GuardContext guards) {
        Plan plan = plan();
        return Guards.check(PlansApart.undivided(plan), Needing.of(plan, desired, observed), guards)
                .first();
    }

    /** What is planned and what of it waits, as {@link #planned} says it should be. */
    public List<String> lines() {
        return PlanWords.lines(guarded());
    }

    @Override
    public String toString() {
        return name;
    }
}
