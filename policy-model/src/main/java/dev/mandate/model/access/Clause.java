package dev.mandate.model.access;

import java.util.List;

/** One line of what a role gives: these entitlements on the deployments that match. */
public record Clause(Selector where, List<Entitlement> entitlements) {
    public Clause {
        entitlements = List.copyOf(entitlements);
    }
}
