package dev.mandate.service.reconcile;

import dev.mandate.model.access.Principal;
import java.util.List;

/**
 * Somebody who was seen to hold an entitlement.
 *
 * @param through the AppRoles on the way, the nearest first; empty if it is held directly
 */
public record Holder(Principal principal, List<String> through) {
    public Holder {
        through = List.copyOf(through);
    }
}
