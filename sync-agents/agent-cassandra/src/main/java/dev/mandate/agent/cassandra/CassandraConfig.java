package dev.mandate.agent.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Reach;
import dev.mandate.agent.api.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checked {@code connect:} block.
 *
 * @param hosts the nodes to ask first, all of one data centre
 * @param ca a PEM file with the authorities to trust; null means those of the Java runtime
 * @param consistency of what is read
 * @param reach where it may connect to, whatever names lead to and whatever nodes the cluster tells of
 */
record CassandraConfig(
        List<String> hosts,
        int port,
        String user,
        Secret password,
        Tls tls,
        @Nullable Path ca,
        ConsistencyLevel consistency,
        Duration connectTimeout,
        Duration statementTimeout,
        Reach reach) {
    /** How far a node's identity is checked. */
    enum Tls {
        VERIFY_FULL("verify-full"),
        VERIFY_CA("verify-ca"),
        DISABLE("disable");

        private final String word;

        Tls(String word) {
            this.word = word;
        }

        static Optional<Tls> of(String word) {
            return Arrays.stream(values()).filter(tls -> tls.word.equals(word)).findFirst();
        }
    }

    static final ConnectSchema SCHEMA = new ConnectSchema(List.of(
            new Field(
                    "host",
                    ConnectSchema.Type.HOST,
                    true,
                    null,
                    "Name or address of the node to ask first, as its certificate has it"),
            new Field(
                    "more-hosts",
                    ConnectSchema.Type.LIST,
                    false,
                    null,
                    "Others of the same data centre, for when it is down"),
            new Field("port", ConnectSchema.Type.PORT, false, "9042", "TCP port of CQL"),
            new Field("user", ConnectSchema.Type.TEXT, true, null, "The role the agent signs in with"),
            new Field("password", ConnectSchema.Type.SECRET, true, null, "Its password"),
            new Field("tls", ConnectSchema.Type.TLS, false, "verify-full", "How far a node's certificate is checked"),
            new Field("ca", ConnectSchema.Type.FILE, false, null, "PEM file with the authorities to trust"),
            new Field("insecure", ConnectSchema.Type.BOOLEAN, false, "false", "Allow tls: disable outside loopback"),
            new Field(
                    "consistency",
                    ConnectSchema.Type.TEXT,
                    false,
                    "LOCAL_QUORUM",
                    "How many replicas of system_auth a read asks: LOCAL_QUORUM, QUORUM or EACH_QUORUM"),
            new Field("connect-timeout", ConnectSchema.Type.TEXT, false, "10", "Seconds until connecting is given up"),
            new Field(
                    "statement-timeout",
                    ConnectSchema.Type.TEXT,
                    false,
                    "30",
                    "Seconds until a statement is given up")));

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final Set<String> CONSISTENCIES = Set.of("LOCAL_QUORUM", "QUORUM", "EACH_QUORUM");

    CassandraConfig {
        hosts = List.copyOf(hosts);
    }

    /** @throws AgentException naming every field that is not usable */
    static CassandraConfig of(Connection connection) {
        var faults = new ArrayList<String>();
        String host = text(connection, "host", faults);
        List<String> hosts = Stream.concat(
                        Stream.of(host),
                        connection.optional("more-hosts").stream()
                                .flatMap(list -> Arrays.stream(list.split(",")))
                                .map(String::strip))
                .toList();
        if (hosts.contains("") && !host.isEmpty()) {
            faults.add("more-hosts must be names or addresses");
        }
        String word = connection.optional("tls").orElse("verify-full");
        Optional<Tls> tls = Tls.of(word);
        if (tls.isEmpty()) {
            faults.add("tls must be verify-full, verify-ca or disable, not '" + word + "'");
        }
        String consistency = connection.optional("consistency").orElse("LOCAL_QUORUM");
        if (!CONSISTENCIES.contains(consistency)) {
            faults.add("consistency must be LOCAL_QUORUM, QUORUM or EACH_QUORUM, not '" + consistency + "'");
        }
        Secret password = connection.secrets().get("password");
        if (password == null) {
            faults.add("password is missing");
        }
        int port = number(connection, "port", 9042, 65535, faults);
        String user = text(connection, "user", faults);
        int connectTimeout = number(connection, "connect-timeout", 10, 600, faults);
        int statementTimeout = number(connection, "statement-timeout", 30, 3600, faults);
        if (password == null || tls.isEmpty() || !faults.isEmpty()) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT, connection.deployment() + ": connect: " + String.join("; ", faults));
        }
        boolean insecure = connection.optional("insecure").orElse("false").equals("true");
        if (tls.get() == Tls.DISABLE && !LOOPBACK.containsAll(hosts) && !insecure) {
            throw new AgentException(
                    ErrorCode.INSECURE,
                    connection.deployment() + ": connect.tls: disable would send the password to "
                            + String.join(", ", hosts) + " in the clear; use verify-full, or say insecure: true");
        }
        return new CassandraConfig(
                hosts,
                port,
                user,
                password,
                tls.get(),
                connection.optional("ca").map(Path::of).orElse(null),
                DefaultConsistencyLevel.valueOf(consistency),
                Duration.ofSeconds(connectTimeout),
                Duration.ofSeconds(statementTimeout),
                connection.reach());
    }

    /** How errors call the cluster. */
    String place() {
        return "Cassandra at " + String.join(", ", hosts) + ":" + port;
    }

    private static String text(Connection connection, String field, List<String> faults) {
        Optional<String> value = connection.optional(field).filter(text -> !text.isBlank());
        if (value.isEmpty()) {
            faults.add(field + " is missing");
        }
        return value.orElse("");
    }

    private static int number(Connection connection, String field, int fallback, int most, List<String> faults) {
        String value = connection.optional(field).orElse(String.valueOf(fallback));
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= most) {
            return Integer.parseInt(value);
        }
        faults.add(field + " must be a number from 1 to " + most + ", not '" + value + "'");
        return fallback;
    }
}
