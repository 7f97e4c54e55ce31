package dev.mandate.service.access;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import java.time.Instant;
import java.util.UUID;

/**
 * A difference that somebody answers for until a date: it is shown, and nothing is done about it.
 *
 * @param grant the difference, by {@link Grant#key()}
 * @param owner who answers for it
 */
public record Exemption(
        UUID id, DeploymentId deployment, Grant grant, String owner, String reason, Instant since, Instant until) {}
