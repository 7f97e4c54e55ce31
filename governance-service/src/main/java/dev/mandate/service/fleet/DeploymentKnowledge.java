package dev.mandate.service.fleet;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Release;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What earlier contacts left behind about one deployment.
 *
 * @param identityPin what the first contact said it is; empty before that
 * @param foreignPin another identity met since, not confirmed by anybody
 * @param diverged why its store and its agent disagree about what was ordered, until somebody confirms it
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
        Optional<String> diverged,
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

    /**
     * The same where several identities may be one subject. Where more than one of them has an account, the subject's own
     * counts, or else the first by name.
     */
    public DeploymentKnowledge of(UnaryOperator<SubjectId> whoIs) {
        Map<SubjectId, AccountName> whole = new HashMap<>();
        links.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<SubjectId, AccountName> link) ->
                                !whoIs.apply(link.getKey()).equals(link.getKey()))
                        .thenComparing(Map.Entry::getValue))
                .forEach(link -> whole.putIfAbsent(whoIs.apply(link.getKey()), link.getValue()));
        return new DeploymentKnowledge(
                id, identityPin, foreignPin, diverged, release, converged, whole, nativeIds, owned, tombstones);
    }
}
