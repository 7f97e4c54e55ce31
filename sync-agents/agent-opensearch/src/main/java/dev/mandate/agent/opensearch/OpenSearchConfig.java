package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ConnectFields;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Network;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.http.Limits;
import dev.mandate.agent.http.RestTarget;
import dev.mandate.agent.http.RestTarget.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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

    static final ConnectSchema SCHEMA = new ConnectSchema(List.of(
            new Field(
                    "url",
                    ConnectSchema.Type.URL,
                    true,
                    null,
                    "Address of its REST interface, e.g. https://search.example.org:9200"),
            new Field("user", ConnectSchema.Type.TEXT, true, null, "Name of the agent's own user"),
            new Field("password", ConnectSchema.Type.SECRET, true, null, "Its password"),
            new Field(
                    "tls", ConnectSchema.Type.TLS, false, "verify-full", "How far the server's certificate is checked"),
            new Field("ca", ConnectSchema.Type.FILE, false, null, "PEM file with the authorities to trust"),
            new Field("insecure", ConnectSchema.Type.BOOLEAN, false, "false", "Allow plain http outside loopback"),
            new Field(
                    "networks",
                    ConnectSchema.Type.LIST,
                    false,
                    null,
                    "Networks it may be in, e.g. 10.0.0.0/8; default any")));

    /**
     * Checks the block.
     *
     * @throws AgentException BAD_CONNECT naming every field that is not usable
     */
    static OpenSearchConfig of(Connection connection) {
        var fields = new ConnectFields(connection);
        String url = fields.text("url");
        String user = fields.text("user");
        Secret password = fields.secret("password");
        var tls = new Tls(fields.tls(), connection.optional("ca").map(Path::of).orElse(null));
        boolean insecure = connection.optional("insecure").orElse("false").equals("true");
        RestTarget target = null;
        try {
            target = new RestTarget(
                    URI.create(url),
                    tls,
                    connection.optional("networks").map(Network::list).orElse(List.of()),
                    insecure,
                    LIMITS,
                    connection.reach());
        } catch (IllegalArgumentException e) {
            fields.fault(String.valueOf(e.getMessage()));
        }
        if (user.contains(":")) {
            fields.fault("user must not contain ':', which ends the name in HTTP Basic");
        }
        fields.requireSound();
        return new OpenSearchConfig(java.util.Objects.requireNonNull(target), user, password);
    }
}
