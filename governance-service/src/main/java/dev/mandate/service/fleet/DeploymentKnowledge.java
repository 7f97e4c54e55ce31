package dev.mandate.service.fleet;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Release;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What earlier contacts left behind about one deployment.
 *
 * @param identityPin what the first contact said it is; empty before that
 * @param foreignPin another identity met since, not confirmed by anybody
 * @param release as the last contact said
 * @param converged when a full reconciliation was first verified
 * @param links accounts in force by subject
 * @param nativeIds the account name under which each native id was last seen
 * @param owned accounts that Mandate made or somebody adopted
 * @param tombstones names that leavers had
 */
public record DeploymentKnowledge(
        DeploymentId id,
        Optional<String> identityPin,
        Optional<String> foreignPin,
        Optional<Release> release,
        Optional<Instant> converged,
        Map<SubjectId, AccountName> links,
        Map<String, AccountName> nativeIds,
        Set<AccountName> owned,
        Set<AccountName> tombstones) {
    public DeploymentKnowledge {
        links = Map.copyOf(links);
        nativeIds = Map.copyOf(nativeIds);
        owned = Set.copyOf(owned);
        tombstones = Set.copyOf(tombstones);
    }
}
