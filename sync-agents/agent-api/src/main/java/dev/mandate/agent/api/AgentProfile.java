package dev.mandate.agent.api;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Release;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an open agent and its target are and can do, as data.
 *
 * @param identityPin what tells this instance from any other, stable over restarts and upgrades
 * @param self the account the agent itself uses; always outside the managed scope
 * @param blindSpots what a read cannot show, per facet, each in one sentence
 * @param batchUnit what the target takes together
 * @param maxBatch the greatest number of changes in one batch, at least 1
 * @param effectDelay how long after a write the product may still act on the old state
 * @param maxAccountNameBytes up to here every account name fits, in UTF-8 bytes
 * @param maxAppRoleNameBytes up to here every AppRole name fits, in UTF-8 bytes
 */
public record AgentProfile(
        ApplicationName application,
        Release release,
        String identityPin,
        AccountName self,
        Set<Capability> capabilities,
        Map<Facet, List<String>> blindSpots,
        BatchUnit batchUnit,
        int maxBatch,
        Duration effectDelay,
        int maxAccountNameBytes,
        int maxAppRoleNameBytes) {
    /** What not every agent can do. */
    public enum Capability {
        /** Reads a {@code ReadScope.Of} without reading everything. */
        NARROW_READ,
        /** Can create accounts. */
        CREATE_ACCOUNT,
        /** Can set an account's enabled flag; without it, disabling is done by removing every owned grant. */
        DISABLE_ACCOUNT,
        /** Can create and delete AppRoles. */
        DEFINE_APP_ROLE,
        /** Understands patterns and reports their coverage. */
        PATTERNS,
        /** AppRoles can be members of AppRoles. */
        NESTED_APP_ROLES,
        /** Offers {@link Agent#sessionKill()}. */
        SESSION_KILL,
        /** Offers {@link Agent#effectiveAccess()}. */
        EFFECTIVE_ACCESS,
        /** Offers {@link Agent#ungoverned()}. */
        UNGOVERNED,
        /** Offers {@link Agent#loginSync()}. */
        LOGIN_SYNC,
        /** Offers {@link Agent#lastUsed()}. */
        LAST_USED
    }

    /** What a target must take together. */
    public enum BatchUnit {
        /** All changes of one account or AppRole. */
        PRINCIPAL,
        /** Any changes, up to {@code maxBatch}: they succeed or fail as one. */
        TRANSACTION
    }

    public AgentProfile {
        capabilities = Set.copyOf(capabilities);
        blindSpots = Map.copyOf(blindSpots);
        if (maxBatch < 1) {
            throw new IllegalArgumentException("maxBatch must be at least 1, not " + maxBatch);
        }
    }

    /** The same with smaller batches. */
    public AgentProfile withBatchesUpTo(int most) {
        return new AgentProfile(
                application,
                release,
                identityPin,
                self,
                capabilities,
                blindSpots,
                batchUnit,
                Math.min(maxBatch, most),
                effectDelay,
                maxAccountNameBytes,
                maxAppRoleNameBytes);
    }

    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }
}
