package dev.mandate.model.state;

import dev.mandate.model.access.AppRoleName;

/** An AppRole as an agent read it. */
public record ObservedAppRole(AppRoleName name, boolean builtIn, boolean superuser) {}
