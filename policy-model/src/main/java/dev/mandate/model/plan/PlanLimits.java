package dev.mandate.model.plan;

import java.util.Set;

/**
 * What the target and its agent allow a plan to be.
 *
 * @param identityPin what tells this instance from any other; part of the plan's hash
 * @param maxBatch the greatest number of changes in one batch, at least 1
 */
public record PlanLimits(String identityPin, Unit unit, int maxBatch, Set<Ability> abilities) {
    /** What a target takes together. */
    public enum Unit {
        /** All changes of one account or AppRole. */
        PRINCIPAL,
        /** Any changes, up to the greatest number: they succeed or fail as one. */
        TRANSACTION
    }

    /** What not every agent can do, as far as it shapes a plan. */
    public enum Ability {
        CREATE_ACCOUNT,
        /** Without it an account is closed by taking every owned grant, and its status is no difference. */
        DISABLE_ACCOUNT,
        /** Can create and delete AppRoles. */
        DEFINE_APP_ROLE
    }

    public PlanLimits {
        abilities = Set.copyOf(abilities);
        if (maxBatch < 1) {
            throw new IllegalArgumentException("the greatest batch must be at least 1, not " + maxBatch);
        }
    }

    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }
}
