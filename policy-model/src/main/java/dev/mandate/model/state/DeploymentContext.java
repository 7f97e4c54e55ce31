package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.subject.SubjectId;
import java.util.Map;
import java.util.Set;

/**
 * What one deployment adds to an {@link AccessSnapshot}.
 *
 * @param links accounts found or made there that belong to a subject by evidence, in its present tenure
 * @param tombstones names of accounts that leavers had; given to nobody again
 * @param given grants that Mandate gave there and read back, by {@link Grant#key()}, and why
 * @param defined AppRoles that an earlier policy defined and that still exist
 */
public record DeploymentContext(
        Deployment deployment,
        Vocabulary vocabulary,
        Map<SubjectId, AccountName> links,
        Set<AccountName> tombstones,
        Map<Grant, Given> given,
        Set<AppRoleName> defined) {
    public DeploymentContext {
        links = Map.copyOf(links);
        tombstones = Set.copyOf(tombstones);
        given = Map.copyOf(given);
        defined = Set.copyOf(defined);
    }

    /** A deployment of which nothing is known yet. */
    public static DeploymentContext untouched(Deployment deployment, Vocabulary vocabulary) {
        return new DeploymentContext(deployment, vocabulary, Map.of(), Set.of(), Map.of(), Set.of());
    }
}
