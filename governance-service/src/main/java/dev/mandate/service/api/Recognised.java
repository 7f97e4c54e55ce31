package dev.mandate.service.api;

import dev.mandate.model.access.Caller;
import java.util.Optional;

/**
 * Who calls over HTTP, and how we know.
 *
 * @param session empty where a token came with the request itself
 */
public record Recognised(Caller caller, Optional<Session> session) {}
