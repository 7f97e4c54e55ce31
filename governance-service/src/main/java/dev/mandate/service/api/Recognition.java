package dev.mandate.service.api;

import dev.mandate.model.access.Caller;
import java.net.InetAddress;
import java.util.Optional;

/** Tells who calls over HTTP. */
@FunctionalInterface
public interface Recognition {
    /**
     * The caller behind a bearer token.
     *
     * @param from where a token that nobody has is counted
     */
    Optional<Caller> recognise(String token, InetAddress from);
}
