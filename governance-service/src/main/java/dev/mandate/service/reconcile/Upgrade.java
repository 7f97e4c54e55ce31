package dev.mandate.service.reconcile;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.VocabularyChange;
import dev.mandate.model.access.VocabularyChange.Affected;
import java.util.List;
import java.util.Optional;

/**
 * What policy gives, and what of it would be otherwise with another release of an application.
 *
 * @param tested whether the agent is tested with the release that is looked at
 * @param steps one for each release that deployments have now
 * @param unknown deployments of which nobody knows the release
 */
public record Upgrade(Release to, boolean tested, List<Step> steps, List<DeploymentId> unknown) {
    /**
     * From one release.
     *
     * @param deployments that have it
     * @param effects on what policy gives in any of them
     */
    public record Step(VocabularyChange change, List<DeploymentId> deployments, List<Effect> effects) {}

    /**
     * An effect on a Role or an AppRole.
     *
     * @param role empty where it is an AppRole
     * @param appRole empty where it is a Role
     */
    public record Effect(Optional<RoleId> role, Optional<AppRoleName> appRole, Affected affected) {}
}
