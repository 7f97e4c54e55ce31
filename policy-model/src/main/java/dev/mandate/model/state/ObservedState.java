package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import java.time.Instant;
import java.util.Map;

/**
 * What an agent read: complete for its scope apart from the agent's declared blind spots, or it does not exist.
 *
 * @param grants by {@link Grant#key()}; every literal grant, also those that a pattern explains
 * @param coverage of each pattern the scope asked for, by {@link Grant#key()}
 */
public record ObservedState(
        DeploymentId deployment,
        ReadScope scope,
        Instant observedAt,
        Map<AccountName, ObservedAccount> accounts,
        Map<AppRoleName, ObservedAppRole> appRoles,
        Map<Grant, ObservedGrant> grants,
        Map<Grant, Coverage> coverage) {
    public ObservedState {
        accounts = java.util.Collections.unmodifiableMap(accounts);
        appRoles = java.util.Collections.unmodifiableMap(appRoles);
        grants = java.util.Collections.unmodifiableMap(grants);
        coverage = java.util.Collections.unmodifiableMap(coverage);
    }
}
