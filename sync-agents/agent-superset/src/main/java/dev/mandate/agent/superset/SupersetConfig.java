package dev.mandate.agent.superset;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ConnectFields;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.http.Limits;
import dev.mandate.agent.http.RestFields;
import dev.mandate.agent.http.RestTarget;
import java.util.List;
import java.util.Optional;

/**
 * A checked {@code connect:} block.
 *
 * @param provider who checks the agent's password: {@code db} is Superset itself
 */
record SupersetConfig(RestTarget target, String user, Secret password, String provider) {
    static final ConnectSchema SCHEMA = RestFields.schema(List.of(
            new Field(
                    "url",
                    ConnectSchema.Type.URL,
                    true,
                    null,
                    "Address of the web server, e.g. https://superset.example.org"),
            new Field("user", ConnectSchema.Type.TEXT, true, null, "User name (not e-mail) of the agent's own account"),
            new Field("password", ConnectSchema.Type.SECRET, true, null, "Its password"),
            new Field("provider", ConnectSchema.Type.TEXT, false, "db", "Who checks the password: db or ldap")));

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
        Optional<RestTarget> target = RestFields.target(fields.text("url").strip(), connection, fields, Limits.DEFAULT);
        String user = fields.text("user");
        Secret password = fields.secret("password");
        if (password.reveal().isEmpty()) {
            fields.fault("password is empty");
        }
        fields.requireSound();
        return new SupersetConfig(target.orElseThrow(), user, password, provider);
    }
}
