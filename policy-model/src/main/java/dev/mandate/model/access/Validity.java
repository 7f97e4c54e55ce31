package dev.mandate.model.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When something holds: half-open, from {@code from} to just before {@code until}; null means without that bound.
 */
public record Validity(@Nullable Instant from, @Nullable Instant until) {
    public static final Validity ALWAYS = new Validity(null, null);

    public Validity {
        if (from != null && until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException("validity must begin before it ends: from " + from + " until " + until);
        }
    }

    public boolean includes(Instant instant) {
        return hasBegun(instant) && !isOver(instant);
    }

    public boolean hasBegun(Instant instant) {
        return from == null || !instant.isBefore(from);
    }

    public boolean isOver(Instant instant) {
        return until != null && !instant.isBefore(until);
    }
}
