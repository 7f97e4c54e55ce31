package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;

/** Tells what part of the fleet a caller's permission is about. */
@FunctionalInterface
public interface Sights {
    /**
     * As the version in force describes the fleet.
     *
     * @throws Caller.NotPermitted when they have it over none at all
     */
    Sight of(Caller caller, Permission permission);
}
