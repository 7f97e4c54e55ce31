package dev.mandate.service.reconcile;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a deployment stands that was reconciled at least once.
 *
 * @param result of the last reconciliation
 * @param read when it was last read completely; empty: never
 * @param drift open differences, also those that somebody answers for
 * @param waiting changes that wait for somebody's approval
 */
public record DeploymentStanding(
        DeploymentId deployment, Result result, Optional<Instant> read, long drift, long waiting) {}
