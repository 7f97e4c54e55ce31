package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import java.time.Duration;
import java.util.List;

/**
 * A source that an identity provider pushes to, over SCIM. It can never be read: what it does not say is no evidence.
 *
 * @param rate how many requests it may send per second
 * @param types who of its users is no person, or not here yet
 */
public record PushSource(SourceId id, SourceLimits limits, int rate, UserTypes types) implements Source {
    public static final int RATE = 500;

    /** A provider tells of changes alone, and over a few quiet days there are none. */
    public static final Duration STALE_AFTER = Duration.ofDays(7);

    public PushSource {
        if (rate < 1) {
            throw new IllegalArgumentException("rate must be at least 1, not " + rate);
        }
    }

    /** Whose users all are people. */
    public PushSource(SourceId id, SourceLimits limits, int rate) {
        this(id, limits, rate, UserTypes.NONE);
    }

    @Override
    public List<String> blindSpots() {
        return List.of("whoever the provider does not tell of: somebody it forgets to take away keeps what they have");
    }
}
