package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.model.access.Release;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One connection per governed database, opened when first needed and again after it was lost. */
final class Databases implements AutoCloseable {
    /**
     * @param systemIdentifier made up by {@code initdb}; survives restarts, upgrades in place and failover
     * @param superuser whether the agent's role is one
     * @param signals whether it may end sessions of others
     */
    record Server(String systemIdentifier, Release release, int version, boolean superuser, boolean signals) {}

    private static final int SECONDS_TO_ANSWER = 10;

    private final PostgresqlConfig config;
    private final Map<String, Connection> connections = new HashMap<>();
    private @Nullable Server server;

    Databases(PostgresqlConfig config) {
        this.config = config;
    }

    /** @throws AgentException when the server cannot be reached, refuses us, or is another than before */
    Connection connection(String database) {
        Connection open = connections.get(database);
        try {
            // Firewalls and restarts end idle connections silently; that must not cost a batch.
            if (open != null && open.isValid(SECONDS_TO_ANSWER)) {
                return open;
            }
            drop(database);
            Connection fresh = DriverManager.getConnection(config.url(database), config.properties());
            connections.put(database, fresh);
            fresh.setAutoCommit(false);
            recognise(fresh);
            return fresh;
        } catch (SQLException e) {
            throw Faults.exception(e, config, database);
        }
    }

    Server server() {
        connection(config.main());
        return Objects.requireNonNull(server);
    }

    private void recognise(Connection connection) throws SQLException {
        Server found = ask(connection);
        connection.rollback();
        if (server != null && !server.systemIdentifier().equals(found.systemIdentifier())) {
            close();
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    config.host() + ":" + config.port() + " is now another cluster (" + found.systemIdentifier()
                            + ", was " + server.systemIdentifier() + "); open the deployment anew");
        }
        if (found.version() < 140000) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    "PostgreSQL " + found.release() + " is too old; this agent governs 14 and later");
        }
        server = found;
    }

    private Server ask(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT current_setting('server_version_num')::int,
                               coalesce((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user), false),
                               has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE'),
                               pg_has_role('pg_signal_backend', 'USAGE')""")) {
            row.next();
            int version = row.getInt(1);
            boolean superuser = row.getBoolean(2);
            if (!row.getBoolean(3)) {
                throw new AgentException(
                        ErrorCode.NOT_PERMITTED,
                        "cannot tell this cluster from others; run GRANT EXECUTE ON FUNCTION"
                                + " pg_catalog.pg_control_system() TO " + SqlNames.quote(config.user())
                                + " in database " + SqlNames.quote(connection.getCatalog()));
            }
            return new Server(
                    systemIdentifier(connection),
                    Release.of(version / 10000 + "." + version % 10000),
                    version,
                    superuser,
                    row.getBoolean(4));
        }
    }

    private static String systemIdentifier(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT system_identifier FROM pg_catalog.pg_control_system()")) {
            row.next();
            return row.getString(1);
        }
    }

    /** After a fault: a connection that may be in the middle of something is not used again. */
    void drop(String database) {
        Connection connection = connections.remove(database);
        if (connection != null) {
            abandon(connection);
        }
    }

    @Override
    public void close() {
        connections.values().forEach(Databases::abandon);
        connections.clear();
    }

    private static void abandon(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is gone already, which is what we want.
        }
    }
}
