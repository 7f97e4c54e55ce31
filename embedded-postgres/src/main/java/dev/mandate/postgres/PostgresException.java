package dev.mandate.postgres;

/** PostgreSQL could not be unpacked, created, started or stopped. The message names the place and the fix. */
public final class PostgresException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PostgresException(String message) {
        super(message);
    }

    PostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
