package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import java.time.Instant;
import java.util.UUID;

/**
 * A deployment is kept as it was at an earlier moment, until somebody ends that.
 *
 * @param by who wanted it, and therefore approves nothing that waits because of it
 */
public record Restore(UUID id, DeploymentId deployment, Instant asOf, Caller by, String reason, Instant since) {}
