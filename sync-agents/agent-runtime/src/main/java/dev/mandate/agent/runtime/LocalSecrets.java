package dev.mandate.agent.runtime;

import dev.mandate.agent.api.Reach;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.SecretSource;
import dev.mandate.agent.runtime.RuntimeSettings.SecretPlace;
import dev.mandate.model.access.DeploymentId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Gives a secret of this host to the deployments and endpoints that the agent's own file names, whatever the service says. */
record LocalSecrets(Map<String, SecretPlace> places, Reach reach) implements SecretSource {
    private static final int LONGEST = 64 << 10;

    @Override
    public Secret reveal(String name, DeploymentId deployment, Set<String> endpoints) {
        SecretPlace place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("the agent's file has no secret '" + name + "'; add it under secrets:");
        }
        if (!place.deployments().contains(deployment)) {
            throw new IllegalArgumentException("the agent's secret '" + name + "' is not for " + deployment
                    + "; add it to secrets." + name + ".deployments if it is meant");
        }
        Set<String> elsewhere = new TreeSet<>(endpoints);
        elsewhere.removeAll(place.to());
        if (!elsewhere.isEmpty()) {
            throw new IllegalArgumentException("the agent's secret '" + name + "' may not go to " + elsewhere
                    + ", only to " + new TreeSet<>(place.to()) + "; add it to secrets." + name
                    + ".to if it is meant");
        }
        try {
            if (Files.size(place.file()) > LONGEST) {
                throw new IllegalArgumentException("the secret file of '" + name + "' is larger than 64 KiB");
            }
            String value = Files.readString(place.file()).replaceFirst("\\r?\\n\\z", "");
            if (value.isEmpty()) {
                throw new IllegalArgumentException("the secret file of '" + name + "' is empty");
            }
            return new Secret(value);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "the secret file of '" + name + "' cannot be read by the agent ("
                            + unreadable.getClass().getSimpleName() + "): check the path and its permissions",
                    unreadable);
        }
    }
}
