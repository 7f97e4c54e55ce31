package dev.mandate.agent.kafka;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ConnectFields;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Reach;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.TlsMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * A checked {@code connect:} block.
 *
 * @param ca a PEM file with the authorities to trust; null means those of the Java runtime
 * @param superUsers what the brokers' {@code super.users} says; empty where the operator did not tell
 * @param scram whether people have SCRAM credentials, rather than certificates or tokens
 * @param reach where it may connect to, whatever the name leads to
 */
record KafkaConfig(
        String host,
        int port,
        String user,
        Secret password,
        String mechanism,
        TlsMode tls,
        @Nullable String ca,
        Optional<Set<String>> superUsers,
        boolean scram,
        int timeoutSeconds,
        Reach reach) {
    static final ConnectSchema SCHEMA = new ConnectSchema(List.of(
            new Field(
                    "host",
                    ConnectSchema.Type.HOST,
                    true,
                    null,
                    "Name or address of a broker, or of all of them; the others are found from there"),
            new Field("port", ConnectSchema.Type.PORT, false, "9092", "TCP port of its SASL listener"),
            new Field("user", ConnectSchema.Type.TEXT, true, null, "The user the agent signs in as"),
            new Field("password", ConnectSchema.Type.SECRET, true, null, "Its password"),
            new Field(
                    "mechanism",
                    ConnectSchema.Type.TEXT,
                    false,
                    "SCRAM-SHA-512",
                    "How it signs in: SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN"),
            new Field(
                    "super-users",
                    ConnectSchema.Type.TEXT,
                    false,
                    null,
                    "What super.users of the brokers says, e.g. User:admin;User:CN=broker1 (Kafka tells nobody)"),
            new Field(
                    "scram",
                    ConnectSchema.Type.BOOLEAN,
                    false,
                    "true",
                    "Whether people sign in by SCRAM; false where they come by certificate or token only"),
            new Field(
                    "tls", ConnectSchema.Type.TLS, false, "verify-full", "How far the brokers' certificate is checked"),
            new Field("ca", ConnectSchema.Type.FILE, false, null, "PEM file with the authorities to trust"),
            new Field("insecure", ConnectSchema.Type.BOOLEAN, false, "false", "Allow tls: disable outside loopback"),
            new Field("timeout", ConnectSchema.Type.TEXT, false, "30", "Seconds until a call is given up")));

    private static final List<String> MECHANISMS = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN");
    private static final String USER = "User:";

    KafkaConfig {
        superUsers = superUsers.map(Set::copyOf);
    }

    /** @throws AgentException naming every field that is not usable */
    static KafkaConfig of(Connection connection) {
        var fields = new ConnectFields(connection);
        var config = new KafkaConfig(
                fields.host("host"),
                fields.number("port", 9092, 65535),
                plain("user", fields.text("user"), fields),
                password(connection, fields),
                mechanism(connection, fields),
                fields.tls(),
                connection.optional("ca").orElse(null),
                connection.optional("super-users").map(list -> superUsers(list, fields)),
                !connection.optional("scram").orElse("true").equals("false"),
                fields.number("timeout", 30, 3600),
                connection.reach());
        fields.requireSound();
        if (config.plain() && !fields.mayBePlain(List.of(config.host))) {
            throw new AgentException(
                    ErrorCode.INSECURE,
                    connection.deployment() + ": connect.tls: disable would let anybody between here and " + config.host
                            + " read and change what is said; use verify-full, or say insecure: true");
        }
        return config;
    }

    boolean plain() {
        return tls == TlsMode.DISABLE;
    }

    /** For the client library. Contains the password. */
    Map<String, Object> properties() {
        var properties = new HashMap<String, Object>();
        String address = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address + ":" + port);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "mandate");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutSeconds * 1000);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutSeconds * 1000);
        properties.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, plain() ? "SASL_PLAINTEXT" : "SASL_SSL");
        properties.put(SaslConfigs.SASL_MECHANISM, mechanism);
        String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        properties.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security." + module + " required username=" + quoted(user) + " password="
                        + quoted(password.reveal()) + ";");
        if (!plain()) {
            properties.put(
                    SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, tls == TlsMode.VERIFY_FULL ? "https" : "");
            if (ca != null) {
                properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
                properties.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, ca);
            }
        }
        return properties;
    }

    private static String quoted(String word) {
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The names of the users among them; of other sorts of principals there are no accounts. */
    private static Set<String> superUsers(String list, ConnectFields fields) {
        var users = new TreeSet<String>();
        for (String principal : list.split(";", -1)) {
            String stripped = principal.strip();
            if (!stripped.isEmpty() && stripped.indexOf(':') < 1) {
                fields.fault("super-users must be Type:name separated by ';', not '" + stripped + "'");
            } else if (stripped.startsWith(USER)) {
                users.add(stripped.substring(USER.length()));
            }
        }
        return users;
    }

    private static Secret password(Connection connection, ConnectFields fields) {
        Secret password = connection.secrets().getOrDefault("password", new Secret(""));
        if (password.reveal().isEmpty()) {
            fields.fault("password is missing");
        } else {
            plain("password", password.reveal(), fields);
        }
        return password;
    }

    private static String plain(String field, String value, ConnectFields fields) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            fields.fault(field + " must not contain control characters, such as the end of a line");
        }
        return value;
    }

    private static String mechanism(Connection connection, ConnectFields fields) {
        String value = connection.optional("mechanism").orElse(MECHANISMS.getFirst());
        if (!MECHANISMS.contains(value)) {
            fields.fault("mechanism must be one of " + String.join(", ", MECHANISMS) + ", not '" + value + "'");
        }
        return value;
    }
}
