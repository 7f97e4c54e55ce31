package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ConnectFields;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Reach;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.TlsMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checked {@code connect:} block.
 *
 * @param databases those whose objects are governed, the first being the one that shared work goes through
 * @param qualified whether names of objects start with their database
 * @param ca a PEM file with the authorities to trust; null means those of the Java runtime
 * @param reach where it may connect to, whatever the name leads to
 */
record PostgresqlConfig(
        String host,
        int port,
        List<String> databases,
        boolean qualified,
        String user,
        Optional<Secret> password,
        TlsMode tls,
        @Nullable String ca,
        @Nullable String adminRole,
        Duration connectTimeout,
        Duration statementTimeout,
        Reach reach) {
    static final ConnectSchema SCHEMA = new ConnectSchema(List.of(
            new Field(
                    "host",
                    ConnectSchema.Type.HOST,
                    true,
                    null,
                    "Name or address of the server, as its certificate has it"),
            new Field("port", ConnectSchema.Type.PORT, false, "5432", "TCP port"),
            new Field("database", ConnectSchema.Type.TEXT, false, null, "The one database whose objects are governed"),
            new Field(
                    "databases",
                    ConnectSchema.Type.LIST,
                    false,
                    null,
                    "Several; their names become the first part of names"),
            new Field("user", ConnectSchema.Type.TEXT, true, null, "The role the agent signs in with"),
            new Field("password", ConnectSchema.Type.SECRET, false, null, "Its password; leave out for none"),
            new Field(
                    "tls", ConnectSchema.Type.TLS, false, "verify-full", "How far the server's certificate is checked"),
            new Field("ca", ConnectSchema.Type.FILE, false, null, "PEM file with the authorities to trust"),
            new Field("insecure", ConnectSchema.Type.BOOLEAN, false, "false", "Allow tls: disable outside loopback"),
            new Field(
                    "admin-role",
                    ConnectSchema.Type.TEXT,
                    false,
                    null,
                    "A role that makes and administers the AppRoles in the agent's place; for thousands of accounts"),
            new Field("connect-timeout", ConnectSchema.Type.TEXT, false, "10", "Seconds until connecting is given up"),
            new Field(
                    "statement-timeout",
                    ConnectSchema.Type.TEXT,
                    false,
                    "120",
                    "Seconds until a statement is given up")));

    PostgresqlConfig {
        databases = List.copyOf(databases);
    }

    /** @throws AgentException naming every field that is not usable */
    static PostgresqlConfig of(Connection connection) {
        var fields = new ConnectFields(connection);
        String host = fields.host("host");
        Optional<String> one = connection.optional("database");
        Optional<String> several = connection.optional("databases");
        if (one.isPresent() == several.isPresent()) {
            fields.fault("give either database or databases");
        }
        List<String> databases = several.map(list ->
                        Arrays.stream(list.split(",")).map(String::strip).toList())
                .or(() -> one.map(List::of))
                .orElse(List.of("postgres"));
        if (Set.copyOf(databases).size() < databases.size() || databases.contains("")) {
            fields.fault("databases must be different names, not '" + String.join(",", databases) + "'");
        }
        var config = new PostgresqlConfig(
                host,
                fields.number("port", 5432, 65535),
                databases,
                several.isPresent(),
                fields.text("user"),
                Optional.ofNullable(connection.secrets().get("password")),
                fields.tls(),
                connection.optional("ca").orElse(null),
                connection.optional("admin-role").orElse(null),
                Duration.ofSeconds(fields.number("connect-timeout", 10, 600)),
                Duration.ofSeconds(fields.number("statement-timeout", 120, 3600)),
                connection.reach());
        fields.requireSound();
        if (config.tls == TlsMode.DISABLE && !fields.mayBePlain(List.of(host))) {
            throw new AgentException(
                    ErrorCode.INSECURE,
                    connection.deployment() + ": connect.tls: disable would send the password to " + host
                            + " in the clear; use verify-full, or say insecure: true");
        }
        return config;
    }

    /** Where cluster-wide work goes. */
    String main() {
        return databases.getFirst();
    }

    String url(String database) {
        String address = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return "jdbc:postgresql://" + address + ":" + port + "/"
                + java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8);
    }

    Properties properties() {
        var properties = new Properties();
        properties.setProperty("user", user);
        password.ifPresent(secret -> properties.setProperty("password", secret.reveal()));
        properties.setProperty("socketFactory", GuardedSockets.class.getName());
        properties.setProperty("socketFactoryArg", reach.toString());
        properties.setProperty("sslmode", tls.word());
        if (tls != TlsMode.DISABLE && ca != null) {
            properties.setProperty("sslrootcert", ca);
        } else if (tls != TlsMode.DISABLE) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        properties.setProperty("connectTimeout", String.valueOf(connectTimeout.toSeconds()));
        properties.setProperty("loginTimeout", String.valueOf(connectTimeout.toSeconds()));
        properties.setProperty(
                "socketTimeout", String.valueOf(statementTimeout.plusSeconds(10).toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("ApplicationName", "mandate");
        // Thousands of GRANTs then go in one message; what is read by prepared statements still comes in portions.
        properties.setProperty("preferQueryMode", "extendedForPrepared");
        properties.setProperty("prepareThreshold", "0");
        return properties;
    }
}
