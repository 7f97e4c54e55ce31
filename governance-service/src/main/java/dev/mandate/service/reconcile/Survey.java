package dev.mandate.service.reconcile;

import dev.mandate.agent.api.AgentProfile;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.DriftDecisions;
import dev.mandate.model.state.AccountLinks;
import dev.mandate.model.state.DeploymentContext;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.fleet.DeploymentKnowledge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What should be in a deployment, what was read there, and what of it we may change.
 *
 * @param knowledge from before, with the links found now
 * @param context what the desired state was derived from
 * @param found links that are not stored yet
 * @param whom the subjects that it is about; empty for everybody
 * @param within the principals that it is about; empty for everything
 * @param decisions about single differences
 * @param notes what must be told of it beside plan and guards
 */
record Survey(
        Deployment deployment,
        AgentProfile profile,
        DeploymentKnowledge knowledge,
        DeploymentContext context,
        List<AccountLinks.Link> found,
        DesiredState desired,
        ObservedState observed,
        ManagedScope scope,
        Optional<Set<SubjectId>> whom,
        Optional<Set<Principal>> within,
        DriftDecisions decisions,
        List<Finding> notes) {
    boolean isNarrow() {
        return within.isPresent();
    }

    /** Whom the accounts belong to, also those that are only to be made. */
    Map<AccountName, SubjectId> subjects() {
        Map<AccountName, SubjectId> subjects = new HashMap<>();
        desired.accounts().values().forEach(account -> subjects.put(account.name(), account.subject()));
        knowledge.links().forEach((subject, account) -> subjects.put(account, subject));
        return subjects;
    }
}
