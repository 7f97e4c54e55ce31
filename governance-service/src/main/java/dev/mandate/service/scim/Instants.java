package dev.mandate.service.scim;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Dates and times as XML schema has them, with an offset. */
final class Instants {
    private Instants() {}

    static Optional<Instant> of(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
