package dev.mandate.agent.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after each failure in a row: anything up to twice as long as before, so that many agents do not come back at once. */
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final int MOST_DOUBLINGS = 6;

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        long most = FIRST_MILLIS << Math.min(failures, MOST_DOUBLINGS);
        failures++;
        return Duration.ofMillis(random.nextLong(most) + 1);
    }

    void reset() {
        failures = 0;
    }
}
