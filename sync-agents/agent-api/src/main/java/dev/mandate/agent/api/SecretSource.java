package dev.mandate.agent.api;

import dev.mandate.model.access.DeploymentId;

/** Where the values behind {@code ${secret:NAME}} come from, and where anything may go: what the operator's own file says, never the policy. */
@FunctionalInterface
public interface SecretSource {
    /**
     * The secret, for this deployment and this endpoint only.
     *
     * @param endpoint {@code host:port} that the agent will connect to
     * @throws IllegalArgumentException naming the secret and the fix, when it is unknown, unreadable or may not go there
     */
    Secret reveal(String name, DeploymentId deployment, String endpoint);

    /** Where agents may connect to at all, with a secret or without. */
    default Reach reach() {
        return Reach.ANY;
    }
}
