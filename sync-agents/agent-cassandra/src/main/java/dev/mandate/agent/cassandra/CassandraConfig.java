package dev.mandate.agent.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ConnectFields;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Reach;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.TlsMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
        TlsMode tls,
        @Nullable Path ca,
        ConsistencyLevel consistency,
        Duration connectTimeout,
        Duration statementTimeout,
        Reach reach) {
    static final ConnectSchema SCHEMA = new ConnectSchema(List.of(
            new Field(
                    "host",
                    ConnectSchema.Type.HOST,
                    true,
                    null,
                    "Name or address of the node to ask first, as its certificate has it"),
            new Field(
                    "more-hosts",
                    ConnectSchema.Type.HOSTS,
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

    private static final Set<String> CONSISTENCIES = Set.of("LOCAL_QUORUM", "QUORUM", "EACH_QUORUM");

    CassandraConfig {
        hosts = List.copyOf(hosts);
    }

    /** @throws AgentException naming every field that is not usable */
    static CassandraConfig of(Connection connection) {
        var fields = new ConnectFields(connection);
        String host = fields.host("host");
        List<String> hosts = Stream.concat(
                        Stream.of(host),
                        connection.optional("more-hosts").stream()
                                .flatMap(list -> Arrays.stream(list.split(",")))
                                .map(String::strip))
                .toList();
        if (hosts.contains("") && !host.isEmpty()) {
            fields.fault("more-hosts must be names or addresses");
        }
        TlsMode tls = fields.tls();
        String consistency = connection.optional("consistency").orElse("LOCAL_QUORUM");
        if (!CONSISTENCIES.contains(consistency)) {
            fields.fault("consistency must be LOCAL_QUORUM, QUORUM or EACH_QUORUM, not '" + consistency + "'");
        }
        Secret password = fields.secret("password");
        int port = fields.number("port", 9042, 65535);
        String user = fields.text("user");
        int connectTimeout = fields.number("connect-timeout", 10, 600);
        int statementTimeout = fields.number("statement-timeout", 30, 3600);
        fields.requireSound();
        if (tls == TlsMode.DISABLE && !fields.mayBePlain(hosts)) {
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
                tls,
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
}
