package dev.mandate.service.signin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who acts on the host before sign-in exists.
 *
 * @param osUser the operating-system user for whom {@code run} publishes as this operator
 * @param ended since when the token is no longer taken; null while it is
 */
public record Operator(
        String name,
        @Nullable String osUser,
        Instant created,
        @Nullable Instant ended) {}
