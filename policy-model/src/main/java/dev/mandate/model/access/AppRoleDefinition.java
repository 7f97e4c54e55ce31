package dev.mandate.model.access;

import java.util.List;

/**
 * An AppRole that Mandate defines inside the deployments that match.
 *
 * @param extend whether this adds to a definition made elsewhere, instead of being it
 * @param extensible whether others may add to this one
 */
public record AppRoleDefinition(
        Selector where, AppRoleName name, List<Entitlement> gives, boolean extend, boolean extensible) {
    public AppRoleDefinition {
        gives = List.copyOf(gives);
    }
}
