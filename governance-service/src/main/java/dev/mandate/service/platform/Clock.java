package dev.mandate.service.platform;

import java.time.Instant;

/** The one clock that decides: everything that happens in one transaction happens at one instant. */
@FunctionalInterface
public interface Clock {
    /** The instant of the current transaction, or of this call where there is none; to the microsecond. */
    Instant now();
}
