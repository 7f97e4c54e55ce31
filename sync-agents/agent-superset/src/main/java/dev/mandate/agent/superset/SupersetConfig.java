package dev.mandate.agent.superset;

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
import java.util.List;

/**
 * A checked {@code connect:} block.
 *
 * @param provider who checks the agent's password: {@code db} is Superset itself
 */
record SupersetConfig(RestTarget target, String user, Secret password, String provider) {
    static final ConnectSchema SCHEMA = new ConnectSchema(List.of(
            new Field(
                    "url",
                    ConnectSchema.Type.URL,
                    true,
                    null,
                    "Address of the web server, e.g. https://superset.example.org"),
            new Field("user", ConnectSchema.Type.TEXT, true, null, "User name (not e-mail) of the agent's own account"),
            new Field("password", ConnectSchema.Type.SECRET, true, null, "Its password"),
            new Field("provider", ConnectSchema.Type.TEXT, false, "db", "Who checks the password: db or ldap"),
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

    private static final RestTarget NOWHERE =
            new RestTarget(URI.create("https://unknown"), Tls.FULL, List.of(), false, Limits.DEFAULT);

    /**
     * Checks the block.
     *
     * @throws AgentException BAD_CONNECT naming every field that is not usable
     */
    static SupersetConfig of(Connection connection) {
        var fields = new ConnectFields(connection);
        String provider = connection.optional("provider").orElse("db");
        if (!provider.equals("db") && !provider.equals("ldap")) {
            fields.fault("provider must be db or ldap, not '" + provider + "'");
        }
        var config = new SupersetConfig(
                target(connection, fields), fields.text("user"), fields.secret("password"), provider);
        if (config.password.reveal().isEmpty()) {
            fields.fault("password is empty");
        }
        fields.requireSound();
        return config;
    }

    private static RestTarget target(Connection connection, ConnectFields fields) {
        var tls = new Tls(fields.tls(), connection.optional("ca").map(Path::of).orElse(null));
        String url = fields.text("url");
        try {
            List<Network> networks =
                    connection.optional("networks").map(Network::list).orElse(List.of());
            boolean insecure = connection.optional("insecure").orElse("false").equals("true");
            return url.isEmpty()
                    ? NOWHERE
                    : new RestTarget(
                            URI.create(url.strip()), tls, networks, insecure, Limits.DEFAULT, connection.reach());
        } catch (IllegalArgumentException e) {
            fields.fault(String.valueOf(e.getMessage()));
            return NOWHERE;
        }
    }
}
