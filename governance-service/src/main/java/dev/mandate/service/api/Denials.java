package dev.mandate.service.api;

import dev.mandate.model.access.Caller;

/** Told of every call that its caller lacks the permission for. */
@FunctionalInterface
public interface Denials {
    /** Writes it down in a transaction of its own. */
    void denied(Caller caller, Route<?, ?> route);
}
