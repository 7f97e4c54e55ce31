package dev.mandate.service.cli;

import java.util.Collection;
import java.util.Collections;

/** How a command ended. The order is the order of precedence: the first that applies is the one given. */
enum ExitCode {
    /** The arguments are wrong; nothing was done. */
    USAGE(64),
    /** An error, or something could not be reached. */
    FAILED(1),
    /** A change was applied but not read back so, or evidence does not match. */
    NOT_AS_APPLIED(4),
    /** Something waits for a person or was refused: a guard, a constraint, a quarantine, a publish. */
    WAITING(3),
    /** Differences exist. */
    DIFFERENCES(2),
    /** All is as it should be. */
    OK(0);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number given to the shell. */
    int code() {
        return code;
    }

    /** How an answer of the service ends a command, by its HTTP status: what somebody else may allow waits. */
    static ExitCode of(int status) {
        return switch (status) {
            case 200 -> OK;
            case 403, 409 -> WAITING;
            default -> FAILED;
        };
    }

    /** The one that applies to several results together; {@link #OK} when there are none. */
    static ExitCode ofAll(Collection<ExitCode> results) {
        return results.isEmpty() ? OK : Collections.min(results);
    }
}
