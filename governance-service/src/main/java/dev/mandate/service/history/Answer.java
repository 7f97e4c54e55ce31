package dev.mandate.service.history;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the rows say to a question about an instant.
 *
 * @param holdings what was held, or may have been; everything else was not, in the deployments that were read
 * @param uses when the accounts were last used, of those of which the deployment told it
 * @param freshness each deployment that the answer rests on, or that it cannot speak of
 */
public record Answer(Instant asOf, List<Holding> holdings, List<Use> uses, List<Freshness> freshness) {
    /**
     * When one account was last used.
     *
     * @param at empty: never
     * @param told when the deployment said so
     */
    public record Use(DeploymentId deployment, AccountName account, Optional<Instant> at, Instant told) {}

    public Answer {
        holdings = List.copyOf(holdings);
        uses = List.copyOf(uses);
        freshness = List.copyOf(freshness);
    }

    /** Whether nothing is missing: every deployment was read by then. */
    public boolean complete() {
        return freshness.stream().noneMatch(one -> one.observedAt().isEmpty());
    }
}
