package dev.mandate.agent.runtime;

import org.jspecify.annotations.Nullable;

/** The agent cannot go on; the message names the fix and contains no secret. */
final class RuntimeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RuntimeFailure(String message) {
        this(message, null);
    }

    RuntimeFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
