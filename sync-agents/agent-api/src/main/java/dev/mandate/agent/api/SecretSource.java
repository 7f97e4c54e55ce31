package dev.mandate.agent.api;

import dev.mandate.model.access.DeploymentId;
import java.util.Set;

/** Where the values behind {@code ${secret:NAME}} come from, and where anything may go: what the operator's own file says, never the policy. */
@FunctionalInterface
public interface SecretSource {
    /**
     * The secret, for this deployment and these endpoints only.
     *
     * @param endpoints every {@code host:port} that the agent may begin with: whichever answers is told the secret
     * @throws IllegalArgumentException naming the secret and the fix, when it is unknown, unreadable or may not go to one of them
     */
    Secret reveal(String name, DeploymentId deployment, Set<String> endpoints);

    /** Where agents may connect to at all, with a secret or without. */
    default Reach reach() {
        return Reach.ANY;
    }
}
