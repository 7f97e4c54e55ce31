package dev.mandate.service.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.mandate.migrations.Migrations;
import dev.mandate.service.platform.DatabaseSettings.Login;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The store, reached, migrated and checked: what is left to use are connections as the application role. Owner
 * connections exist only while this opens.
 */
public final class Database implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final int MOST_CONNECTIONS = 16;

    /** How many this process has opened. */
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final String session;
    private final HikariDataSource connections;
    private final @Nullable EmbeddedDatabase server;

    private Database(String session, HikariDataSource connections, @Nullable EmbeddedDatabase server) {
        this.session = session;
        this.connections = connections;
        this.server = server;
    }

    /**
     * Opens the PostgreSQL inside a data folder, and starts and migrates it where no other process does.
     *
     * @throws DatabaseUnusable naming the place and the fix
     * @throws dev.mandate.postgres.PostgresException where the server cannot be made or started
     */
    public static Database embedded(Path data) {
        var server = EmbeddedDatabase.open(data);
        String session = session();
        try {
            return new Database(session, open(server.settings(), session), server);
        } catch (RuntimeException failed) {
            server.close(session);
            throw failed;
        }
    }

    /**
     * Opens a PostgreSQL server that somebody else runs. It is migrated where the settings have an owner.
     *
     * @throws DatabaseUnusable naming the place and the fix
     */
    public static Database external(DatabaseSettings settings) {
        String session = session();
        return new Database(session, open(settings, session), null);
    }

    /** How the server's administrators see who is connected. */
    private static String session() {
        return "mandate " + ProcessHandle.current().pid() + "." + OPENED.incrementAndGet();
    }

    /** Connections as the application role. */
    public DataSource connections() {
        return connections;
    }

    /** Whether this process holds the data folder, and with it the server. */
    public boolean owned() {
        return server != null && server.owned();
    }

    @Override
    public void close() {
        connections.close();
        if (server != null) {
            server.close(session);
        }
    }

    private static HikariDataSource open(DatabaseSettings settings, String session) {
        try {
            settings.owner().ifPresent(owner -> migrate(settings, owner, session));
            DatabaseCheck.of(connectionsOf(settings, settings.application(), session), settings);
            var pool = new HikariConfig();
            pool.setPoolName("store");
            // By URL: of a data source of ours the pool would not wait for connections that are just being made.
            pool.setJdbcUrl(settings.url());
            pool.setDataSourceProperties(properties(settings, settings.application(), session));
            pool.setMaximumPoolSize(MOST_CONNECTIONS);
            // A command needs one, and would otherwise open them all only to close them.
            pool.setMinimumIdle(1);
            pool.setConnectionTimeout(LONGEST_WAIT.toMillis());
            return new HikariDataSource(pool);
        } catch (SQLException | FlywayException failed) {
            throw new DatabaseUnusable(
                    "Cannot use the database " + settings.place() + ": " + failed.getMessage(), failed);
        }
    }

    private static void migrate(DatabaseSettings settings, Login owner, String session) {
        new Migrations(
                        connectionsOf(settings, owner, session),
                        settings.application().user())
                .apply();
    }

    private static DataSource connectionsOf(DatabaseSettings settings, Login login, String session) {
        return new DriverManagerDataSource(settings.url(), properties(settings, login, session));
    }

    private static Properties properties(DatabaseSettings settings, Login login, String session) {
        var properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("sslmode", settings.tls().mode());
        settings.ca().ifPresent(file -> properties.setProperty("sslrootcert", file.toString()));
        properties.setProperty("ApplicationName", session);
        properties.setProperty("connectTimeout", String.valueOf(LONGEST_WAIT.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }
}
