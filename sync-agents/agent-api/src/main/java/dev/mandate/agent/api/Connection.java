package dev.mandate.agent.api;

import dev.mandate.model.access.DeploymentId;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent needs to open a deployment: the {@code connect:} fields with secrets resolved and defaults filled in.
 * Its text form shows no secret.
 *
 * @param reach where it may connect to at all, whatever the fields say
 * @param clock tells the instants that go into observations and outcomes
 */
public record Connection(
        DeploymentId deployment,
        Map<String, String> fields,
        Map<String, Secret> secrets,
        AgentClock clock,
        Reach reach) {
    public Connection {
        fields = Map.copyOf(fields);
        secrets = Map.copyOf(secrets);
    }

    /** To anywhere that a deployment can be. */
    public Connection(
            DeploymentId deployment, Map<String, String> fields, Map<String, Secret> secrets, AgentClock clock) {
        this(deployment, fields, secrets, clock, Reach.ANY);
    }

    /**
     * A field that the schema requires.
     *
     * @throws IllegalArgumentException when the field is absent
     */
    public String field(String name) {
        return optional(name)
                .orElseThrow(() -> new IllegalArgumentException(deployment + ": connect." + name + " is missing"));
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /**
     * A secret that the schema requires.
     *
     * @throws IllegalArgumentException when the secret is absent
     */
    public Secret secret(String name) {
        Secret secret = secrets.get(name);
        if (secret == null) {
            throw new IllegalArgumentException(deployment + ": connect." + name + " is missing");
        }
        return secret;
    }
}
