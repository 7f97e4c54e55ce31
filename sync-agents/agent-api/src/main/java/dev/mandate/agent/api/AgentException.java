package dev.mandate.agent.api;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An agent could not read or open its target. The message names place and fix and contains no secret. */
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Instant retryAt;

    public AgentException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public AgentException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, null);
    }

    private AgentException(ErrorCode code, String message, @Nullable Throwable cause, @Nullable Instant retryAt) {
        super(message, cause);
        this.code = code;
        this.retryAt = retryAt;
    }

    /** The target itself said when to come back. */
    public static AgentException until(Instant retryAt, ErrorCode code, String message) {
        return new AgentException(code, message, null, retryAt);
    }

    /** The same, naming the place first. */
    public AgentException at(String place) {
        return new AgentException(code, place + ": " + getMessage(), this, retryAt);
    }

    public ErrorCode code() {
        return code;
    }

    /** When to try again at the earliest, where that is known. */
    public Optional<Instant> retryAt() {
        return Optional.ofNullable(retryAt);
    }
}
