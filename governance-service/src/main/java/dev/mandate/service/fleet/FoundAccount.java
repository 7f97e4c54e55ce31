package dev.mandate.service.fleet;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import java.time.Instant;

/**
 * An account that readings found, and that is nobody's as far as is known.
 *
 * @param kind personal, service, shared or emergency
 * @param status enabled, disabled or unknown
 * @param since when it was first seen
 */
public record FoundAccount(
        DeploymentId deployment, AccountName name, String kind, String status, boolean tombstoned, Instant since) {}
