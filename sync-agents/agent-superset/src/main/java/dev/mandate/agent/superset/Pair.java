package dev.mandate.agent.superset;

import dev.mandate.model.access.Entitlement;

/** What Superset calls a permission: an action on a view menu; in the model's spelling. */
record Pair(String action, String resource) {
    static final String KIND = "permission";

    static Pair of(Entitlement entitlement) {
        if (entitlement.action() == null || entitlement.pattern()) {
            throw new IllegalArgumentException(entitlement + " is not one action on one resource");
        }
        return new Pair(entitlement.action(), entitlement.resource());
    }

    Entitlement entitlement() {
        return Entitlement.of(KIND, resource, action);
    }
}
