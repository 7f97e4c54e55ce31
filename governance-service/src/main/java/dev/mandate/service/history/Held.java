package dev.mandate.service.history;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * That a principal was seen to hold something itself, and when: it began within (after, since] and ended within
 * (lastWith, gone].
 *
 * @param after the last reading without it; empty if nobody had looked before
 * @param lastWith the last reading with it, once it is gone
 * @param roles the Roles for which Mandate gave it; empty: Mandate did not
 */
record Held(
        DeploymentId deployment,
        Principal principal,
        Entitlement entitlement,
        Optional<Instant> after,
        Instant since,
        Optional<Instant> lastWith,
        Optional<Instant> gone,
        List<String> roles) {
    Held {
        roles = List.copyOf(roles);
    }

    /**
     * What is known of it at an instant by which the deployment was read; empty: it was not held.
     *
     * @param lastReading of the deployment; after it nothing is known, so what it showed counts
     */
    Optional<Certainty> at(Instant instant, Instant lastReading) {
        var at = instant.isAfter(lastReading) ? lastReading : instant;
        var hasBegun = !since.isAfter(at);
        var mayHaveBegun = after.isEmpty() || after.get().isBefore(at);
        var hasEnded = gone.isPresent() && !gone.get().isAfter(at);
        var mayHaveEnded = lastWith.isPresent() && lastWith.get().isBefore(at);
        if (!mayHaveBegun || hasEnded) {
            return Optional.empty();
        }
        return Optional.of(hasBegun && !mayHaveEnded ? Certainty.HELD : Certainty.UNKNOWN);
    }
}
