package dev.mandate.service.history;

import dev.mandate.model.access.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an answer about a deployment rests on.
 *
 * @param observedAt its last complete reading at or before the instant asked about; empty: there is none, and nothing is
 *     known of it
 * @param stale whether that reading is older than a day, or missing
 */
public record Freshness(DeploymentId deployment, Optional<Instant> observedAt, boolean stale) {
    private static final Duration STALE_AFTER = Duration.ofHours(24);

    static Freshness of(DeploymentId deployment, Optional<Instant> observedAt, Instant asOf) {
        var stale = observedAt.isEmpty() || observedAt.get().isBefore(asOf.minus(STALE_AFTER));
        return new Freshness(deployment, observedAt, stale);
    }
}
