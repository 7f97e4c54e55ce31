package dev.mandate.agent.cassandra;

import com.datastax.dse.driver.api.core.config.DseDriverOption;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.PemFile;
import dev.mandate.agent.api.TlsMode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * One session with the cluster, opened anew after anything went wrong with it. Used by one thread at a time. Its methods
 * throw what the driver throws; {@link Faults} says what that means.
 */
final class CassandraClient implements AutoCloseable {
    private static final String ROLES = "SELECT role, can_login, is_superuser, member_of FROM system_auth.roles";
    private static final String PERMISSIONS = "SELECT role, resource, permissions FROM system_auth.role_permissions";
    private static final int PAGE = 2_000;

    /** Whoever answers for an address in DNS would otherwise choose the name that the certificate has to have. */
    private static final boolean BY_REVERSE_LOOKUP = false;

    private final CassandraConfig config;
    private @Nullable CqlSession session;

    CassandraClient(CassandraConfig config) {
        this.config = config;
    }

    /** Every role; the driver asks for page after page, and fails where one does not come. */
    Map<String, Role> roles() {
        var roles = new HashMap<String, Role>();
        read(SimpleStatement.newInstance(ROLES), row -> {
            Role role = role(row);
            roles.put(role.name(), role);
        });
        return roles;
    }

    Optional<Role> role(String name) {
        var found = new ArrayList<Role>();
        read(SimpleStatement.newInstance(ROLES + " WHERE role = ?", name), row -> found.add(role(row)));
        return found.stream().findFirst();
    }

    List<Held> permissions() {
        var held = new ArrayList<Held>();
        read(SimpleStatement.newInstance(PERMISSIONS), row -> held.addAll(held(row)));
        return held;
    }

    List<Held> permissions(String role) {
        var held = new ArrayList<Held>();
        read(SimpleStatement.newInstance(PERMISSIONS + " WHERE role = ?", role), row -> held.addAll(held(row)));
        return held;
    }

    /** When the agent's own role was made, as Cassandra noted it; nothing else tells one cluster from its namesake. */
    long madeAt(String role) {
        var found = new ArrayList<Long>();
        read(
                SimpleStatement.newInstance(
                        "SELECT WRITETIME(is_superuser) AS made FROM system_auth.roles WHERE role = ?", role),
                row -> found.add(row.getLong("made")));
        return found.stream().findFirst().orElse(0L);
    }

    /** Of the node that answers. */
    Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        read(SimpleStatement.newInstance("SELECT name, value FROM system_views.settings"), row -> {
            String name = row.getString("name");
            String value = row.getString("value");
            if (name != null && value != null) {
                settings.put(name, value);
            }
        });
        return settings;
    }

    /** What a cluster says of itself. */
    record Cluster(String name, String release, boolean oneCopyOfMany) {}

    Cluster cluster() {
        var found = new ArrayList<Row>();
        read(SimpleStatement.newInstance("SELECT cluster_name, release_version FROM system.local"), found::add);
        var copies = new ArrayList<Map<String, String>>();
        read(
                SimpleStatement.newInstance(
                        "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = 'system_auth'"),
                row -> copies.add(row.getMap("replication", String.class, String.class)));
        boolean one = copies.stream().anyMatch(copy -> "1".equals(copy.get("replication_factor")));
        Row local = found.getFirst();
        return new Cluster(
                String.valueOf(local.getString("cluster_name")),
                String.valueOf(local.getString("release_version")),
                one && session().getMetadata().getNodes().size() > 1);
    }

    /** Changes something; never sent twice. */
    void execute(String cql) {
        session().execute(SimpleStatement.newInstance(cql).setIdempotent(false));
    }

    private void read(SimpleStatement statement, Consumer<Row> each) {
        session()
                .execute(statement
                        .setIdempotent(true)
                        .setConsistencyLevel(config.consistency())
                        .setPageSize(PAGE))
                .forEach(each);
    }

    private static Role role(Row row) {
        Set<String> memberOf = row.getSet("member_of", String.class);
        return new Role(
                String.valueOf(row.getString("role")),
                row.getBoolean("can_login"),
                row.getBoolean("is_superuser"),
                memberOf == null ? Set.of() : memberOf);
    }

    private static List<Held> held(Row row) {
        String role = String.valueOf(row.getString("role"));
        Resource resource = Resource.ofStored(String.valueOf(row.getString("resource")));
        Set<String> actions = row.getSet("permissions", String.class);
        return actions == null
                ? List.of()
                : actions.stream()
                        .map(action -> new Held(role, resource, action))
                        .toList();
    }

    private CqlSession session() {
        CqlSession open = session;
        if (open == null) {
            open = connect();
            session = open;
        }
        return open;
    }

    private CqlSession connect() {
        var builder = CqlSession.builder()
                .withConfigLoader(options())
                .withClassLoader(CassandraClient.class.getClassLoader())
                .withAuthCredentials(config.user(), config.password().reveal())
                .addContactEndPoints(contactPoints())
                .withNodeDistanceEvaluator((node, ignored) -> outOfReach(node) ? NodeDistance.IGNORED : null);
        if (config.tls() != TlsMode.DISABLE) {
            builder = builder.withSslEngineFactory(new ProgrammaticSslEngineFactory(
                    trust(config.ca()), null, config.tls() == TlsMode.VERIFY_FULL, BY_REVERSE_LOOKUP));
        }
        return builder.build();
    }

    /**
     * Those that are known here. Looked at before the driver is: a driver to which a second node throws never says so, and
     * whoever waits for it waits for good.
     */
    private List<EndPoint> contactPoints() {
        var known = new ArrayList<EndPoint>();
        AgentException unknown = null;
        for (String host : config.hosts()) {
            var point = new ContactPoint(host, config.port(), config.reach());
            try {
                point.resolve();
                known.add(point);
            } catch (AgentException e) {
                if (!(e.getCause() instanceof UnknownHostException)) {
                    throw e;
                }
                unknown = e;
            }
        }
        if (known.isEmpty() && unknown != null) {
            throw unknown;
        }
        return known;
    }

    /** The cluster tells the addresses of its other nodes. */
    private boolean outOfReach(Node node) {
        return node.getEndPoint() instanceof ContactPoint
                ? false
                : !(node.getEndPoint().resolve() instanceof InetSocketAddress address)
                        || address.isUnresolved()
                        || config.reach()
                                .refusal(address.getHostString(), address.getAddress())
                                .isPresent();
    }

    private DriverConfigLoader options() {
        return DriverConfigLoader.programmaticBuilder(CassandraClient.class.getClassLoader())
                .withString(DefaultDriverOption.SESSION_NAME, "mandate")
                .withString(DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, "DcInferringLoadBalancingPolicy")
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.CONNECTION_SET_KEYSPACE_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, config.statementTimeout())
                .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, Duration.ofSeconds(15))
                .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                .withBoolean(DefaultDriverOption.METADATA_TOKEN_MAP_ENABLED, false)
                // of the node, as for everything that Cassandra itself writes; the driver's own would look for native
                // code
                .withString(DefaultDriverOption.TIMESTAMP_GENERATOR_CLASS, "ServerSideTimestampGenerator")
                .withBoolean(DseDriverOption.MONITOR_REPORTING_ENABLED, false)
                .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                .withString(DefaultDriverOption.NETTY_IO_SHUTDOWN_UNIT, "MILLISECONDS")
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 50)
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_TIMEOUT, 2_000)
                .withString(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_UNIT, "MILLISECONDS")
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 50)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_TIMEOUT, 2_000)
                .build();
    }

    private static SSLContext trust(@Nullable Path ca) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            if (ca != null) {
                factory.init(PemFile.authorities(ca));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, ca == null ? null : factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AgentException(ErrorCode.BAD_CONNECT, "connect.ca " + ca + " is not a readable PEM file", e);
        }
    }

    /** The next call connects anew. */
    void drop() {
        CqlSession open = session;
        session = null;
        if (open != null) {
            open.forceCloseAsync();
        }
    }

    @Override
    public void close() {
        CqlSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
