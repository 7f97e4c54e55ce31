package dev.mandate.model.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A change that was made and read back several times in a row, so that something on the target must undo it each time.
 *
 * @param times how often it was made
 * @param nextAt when it is tried again
 */
public record Flapping(int times, Instant nextAt) {
    /** How long after the last time a change still counts as the same fight. */
    public static final Duration WINDOW = Duration.ofHours(24);

    /** The least number of times. */
    public static final int TIMES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 4;

    /** Of a change that has to be made once more; empty while it is not suspicious, or the pause is over. */
    public static Optional<Flapping> of(int times, Instant last, Instant now) {
        if (times < TIMES || !last.plus(WINDOW).isAfter(now)) {
            return Optional.empty();
        }
        Instant next = last.plus(FIRST_PAUSE.multipliedBy(1L << Math.min(times - TIMES, MOST_DOUBLINGS)));
        return next.isAfter(now) ? Optional.of(new Flapping(times, next)) : Optional.empty();
    }
}
