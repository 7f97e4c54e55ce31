package dev.mandate.agent.superset;

import dev.mandate.agent.http.Pacing;
import java.time.Instant;
import java.util.SplittableRandom;

/** When tests happen. */
final class Fixture {
    static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    static final Pacing PACING = new Pacing(() -> NOW, length -> {}, new SplittableRandom(3));

    private Fixture() {}
}
