package dev.mandate.model.plan;

/**
 * One deployment's plan, cut in two where a version of the policy loosens something.
 *
 * @param whole all of it; the order of its changes holds within each part
 * @param first what goes whatever was loosened, with the plan's differences and findings
 * @param second the rest, which goes after it
 */
public record PlansApart(Plan whole, Plan first, Plan second) {
    /** Where nothing was loosened. */
    public static PlansApart undivided(Plan plan) {
        return new PlansApart(plan, plan, Plan.nothing(plan.deployment(), plan.identityPin()));
    }
}
