package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ConnectFields;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.http.Limits;
import dev.mandate.agent.http.RestFields;
import dev.mandate.agent.http.RestTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A checked {@code connect:} block. */
record OpenSearchConfig(RestTarget target, String user, Secret password) {
    /** A document of 100,000 users is some 20 MB. */
    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            4,
            Duration.ofSeconds(20),
            4,
            64 * 1024 * 1024);

    static final ConnectSchema SCHEMA = RestFields.schema(List.of(
            new Field(
                    "url",
                    ConnectSchema.Type.URL,
                    true,
                    null,
                    "Address of its REST interface, e.g. https://search.example.org:9200"),
            new Field("user", ConnectSchema.Type.TEXT, true, null, "Name of the agent's own user"),
            new Field("password", ConnectSchema.Type.SECRET, true, null, "Its password")));

    /**
     * Checks the block.
     *
     * @throws AgentException BAD_CONNECT naming every field that is not usable
     */
    static OpenSearchConfig of(Connection connection) {
        var fields = new ConnectFields(connection);
        Optional<RestTarget> target = RestFields.target(fields.text("url"), connection, fields, LIMITS);
        String user = fields.text("user");
        Secret password = fields.secret("password");
        if (user.contains(":")) {
            fields.fault("user must not contain ':', which ends the name in HTTP Basic");
        }
        fields.requireSound();
        return new OpenSearchConfig(target.orElseThrow(), user, password);
    }
}
