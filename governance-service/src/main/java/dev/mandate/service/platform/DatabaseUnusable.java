package dev.mandate.service.platform;

import java.util.List;

/** The store cannot be used as it is. The message names the place, everything that is wrong, and the fix of each. */
public final class DatabaseUnusable extends RuntimeException {

    DatabaseUnusable(String message, Throwable cause) {
        super(message, cause);
    }

    DatabaseUnusable(String place, List<String> faults) {
        super(place + ": " + String.join("; ", faults));
    }

    DatabaseUnusable(String message) {
        super(message);
    }
}
