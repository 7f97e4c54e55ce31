package dev.mandate.agent.api;

import org.jspecify.annotations.Nullable;

/** An agent could not read or open its target. The message names place and fix and contains no secret. */
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public AgentException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public AgentException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
