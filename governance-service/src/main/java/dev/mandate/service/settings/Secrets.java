package dev.mandate.service.settings;

import dev.mandate.agent.api.Reach;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.SecretSource;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.service.settings.Settings.SecretPlace;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Gives a secret to the deployments, and towards the endpoints, that the operator's file names; to no other. */
public record Secrets(Map<String, SecretPlace> places, Reach reach) implements SecretSource {
    public Secrets {
        places = Map.copyOf(places);
    }

    @Override
    public Secret reveal(String name, DeploymentId deployment, Set<String> endpoints) {
        SecretPlace place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("mandate.yaml has no secret '" + name + "'; add it under secrets:");
        }
        if (!place.deployments().contains(deployment)) {
            throw new IllegalArgumentException("the secret '" + name + "' is not for " + deployment
                    + "; add it to secrets." + name + ".deployments if it is meant");
        }
        var elsewhere = new TreeSet<>(endpoints);
        elsewhere.removeAll(place.to());
        if (endpoints.isEmpty() || !elsewhere.isEmpty()) {
            throw new IllegalArgumentException("the secret '" + name + "' may not go to "
                    + String.join(", ", elsewhere) + ", only to " + new TreeSet<>(place.to())
                    + "; add it to secrets." + name + ".to if it is meant");
        }
        return new Secret(place.where().reveal());
    }
}
