package dev.mandate.agent.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** The service's time, as far as its answers tell: whole seconds. What an agent shows it is dated by this, whatever its own clock says. */
final class ServiceClock {
    private volatile Duration ahead = Duration.ZERO;

    /** Takes the {@code Date} of an answer. */
    void heard(String date) {
        try {
            Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration offset = Duration.between(theirs, Instant.now());
            // Their second may be any part of one old; what is less says nothing.
            ahead = offset.abs().toMillis() <= 1_500 ? Duration.ZERO : offset;
        } catch (DateTimeParseException none) {
            // A proxy left it out or broke it: what was known before still counts.
        }
    }

    /** How far this host's clock is ahead of the service's; behind is negative. */
    Duration ahead() {
        return ahead;
    }

    Instant now() {
        return Instant.now().minus(ahead);
    }
}
