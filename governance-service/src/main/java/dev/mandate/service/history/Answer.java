package dev.mandate.service.history;

import java.time.Instant;
import java.util.List;

/**
 * What the rows say to a question about an instant.
 *
 * @param holdings what was held, or may have been; everything else was not, in the deployments that were read
 * @param freshness each deployment that the answer rests on, or that it cannot speak of
 */
public record Answer(Instant asOf, List<Holding> holdings, List<Freshness> freshness) {
    public Answer {
        holdings = List.copyOf(holdings);
        freshness = List.copyOf(freshness);
    }

    /** Whether nothing is missing: every deployment was read by then. */
    public boolean complete() {
        return freshness.stream().noneMatch(one -> one.observedAt().isEmpty());
    }
}
