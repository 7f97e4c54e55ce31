package dev.mandate.service.directory;

import dev.mandate.model.access.GuardLimits.Limit;
import java.time.Duration;

/**
 * How far a source may change before somebody looks at it.
 *
 * @param maxShrink people, groups and members of each group that may go missing within 24 h
 * @param maxGrowth how many may appear within 24 h
 * @param staleAfter how old the last complete reading may be before it causes no removal by absence and no new grant
 */
public record SourceLimits(Limit maxShrink, Limit maxGrowth, Duration staleAfter) {
    public static final SourceLimits DEFAULT =
            new SourceLimits(new Limit(10, 5), new Limit(20, 50), Duration.ofHours(24));

    public SourceLimits {
        if (staleAfter.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("stale-after must be at least one second, not " + staleAfter);
        }
    }
}
