package dev.mandate.agent.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Notes every wait and moves its clock instead of waiting. */
final class RecordedPause {
    static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    final List<Duration> waits = new ArrayList<>();
    private Instant now = START;

    Pacing pacing() {
        return new Pacing(
                () -> now,
                length -> {
                    waits.add(length);
                    now = now.plus(length);
                },
                new SplittableRandom(7));
    }
}
