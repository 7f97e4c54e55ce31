package dev.mandate.service.reconcile;

import dev.mandate.agent.api.AgentProfile;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.state.AccountLinks;
import dev.mandate.model.state.DeploymentContext;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import dev.mandate.service.fleet.DeploymentKnowledge;
import java.util.List;

/**
 * What should be in a deployment, what was read there, and what of it we may change.
 *
 * @param knowledge from before, with the links found now
 * @param context what the desired state was derived from
 * @param found links that are not stored yet
 */
record Survey(
        Deployment deployment,
        AgentProfile profile,
        DeploymentKnowledge knowledge,
        DeploymentContext context,
        List<AccountLinks.Link> found,
        DesiredState desired,
        ObservedState observed,
        ManagedScope scope) {}
