package dev.mandate.service.scim;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token of a source, without the token.
 *
 * @param ended since when it is not taken, before it would expire; null while it is
 * @param used when it was last seen, to the minute; null if never
 */
public record SourceToken(
        UUID id,
        Instant created,
        Instant expires,
        @Nullable Instant ended,
        @Nullable Instant used) {
    public boolean isTaken(Instant now) {
        return ended == null && now.isBefore(expires);
    }
}
