package dev.mandate.service.platform;

import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresException;
import dev.mandate.postgres.PostgresSettings;
import dev.mandate.service.platform.DatabaseSettings.Login;
import dev.mandate.service.platform.DatabaseSettings.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The store where no {@code database:} is named: a PostgreSQL of our own, all of whose files are in the data folder.
 *
 * <p>One process owns the folder; it starts the server, and it alone is told the owner role and so migrates. Any other
 * process of the same user is a client of that server. Whoever leaves last stops it, so that an owner's end takes no
 * client's work away; whoever leaves while another one holds the folder is looked after by that one. A server that outlived its owner is adopted.
 */
final class EmbeddedDatabase {
    private static final String WRONG_PASSWORD = "28P01";
    private static final String NAME = "mandate";
    private static final String LEAVING = "mandate leaving";
    private static final int MOST_LOOKS = 200;
    private static final String OWNER = "mandate_owner";
    private static final String APPLICATION = "mandate_app";

    private final Path data;
    private final DatabaseSettings settings;
    private final PostgresCluster cluster;
    private final @Nullable FolderLock lock;

    private EmbeddedDatabase(Path data, DatabaseSettings settings, PostgresCluster cluster, @Nullable FolderLock lock) {
        this.data = data;
        this.settings = settings;
        this.cluster = cluster;
        this.lock = lock;
    }

    /**
     * Makes this process the owner of the folder, or a client where another one is.
     *
     * @param data is made if it is missing
     * @throws DatabaseUnusable where another process holds the folder but no server runs in it
     * @throws PostgresException where the server cannot be made or started
     */
    static EmbeddedDatabase open(Path data) {
        try {
            var secrets = prepare(data);
            var cluster = PostgresCluster.in(data.resolve("postgres"), PostgresBinaries.unpack());
            var lock = FolderLock.tryAcquire(data);
            if (lock.isEmpty()) {
                return asClient(data, secrets, cluster);
            }
            try {
                return asOwner(data, secrets, cluster, lock.get());
            } catch (IOException | SQLException | RuntimeException failed) {
                lock.get().close();
                throw failed;
            }
        } catch (SQLException failed) {
            throw new DatabaseUnusable(
                    "Cannot open the store in " + data + ": " + failed.getMessage() + hint(failed), failed);
        } catch (IOException failed) {
            throw new DatabaseUnusable("Cannot open the data folder " + data + ": " + failed, failed);
        }
    }

    private static String hint(SQLException failed) {
        return WRONG_PASSWORD.equals(failed.getSQLState())
                ? ". The passwords in secrets/ are not those of postgres/: restore both from the same backup"
                : "";
    }

    DatabaseSettings settings() {
        return settings;
    }

    /** Whether this process starts, migrates and stops, or only uses. */
    boolean owned() {
        return lock != null;
    }

    /**
     * Gives the folder up, and stops the server unless another process holds the folder or uses the server.
     *
     * @param session under which this process's own connections were opened, some of which may not have ended yet
     */
    void close(String session) {
        try {
            Optional<FolderLock> held = lock != null ? Optional.of(lock) : acquire(session);
            while (held.isPresent()) {
                try (var _ = held.get()) {
                    if (!usedByOthers(session)) {
                        cluster.stop();
                        return;
                    }
                }
                // Whoever left in the meantime found the folder held and relied on us.
                held = usedByOthers(session) ? Optional.empty() : FolderLock.tryAcquire(data);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Only once nobody sees us at work any more: a session outlives its connection by a moment. */
    private Optional<FolderLock> acquire(String session) throws IOException {
        try (var connection = leaving();
                var statement = connection.prepareStatement(
                        "select pg_sleep(0.01) from pg_stat_activity where application_name = ? limit 1")) {
            statement.setString(1, session);
            for (int looks = 0; looks < MOST_LOOKS; looks++) {
                try (var rows = statement.executeQuery()) {
                    if (!rows.next()) {
                        break;
                    }
                }
            }
        } catch (SQLException gone) {
            // Then nobody sees anything; whether it is to be stopped is asked next.
        }
        return FolderLock.tryAcquire(data);
    }

    /** A connection that does not count as use. */
    private Connection leaving() throws SQLException {
        var login = settings.application();
        var properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("ApplicationName", LEAVING);
        return DriverManager.getConnection(settings.url(), properties);
    }

    private boolean usedByOthers(String session) {
        try (var connection = leaving();
                var statement = connection.prepareStatement("select from pg_stat_activity"
                        + " where datname = current_database() and backend_type = 'client backend'"
                        + " and application_name not in (?, ?)")) {
            statement.setString(1, session);
            statement.setString(2, LEAVING);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException failed) {
            // Nobody works with a server that does not answer. One that does, as with "too many clients", is in use.
            String state = String.valueOf(failed.getSQLState());
            return !state.startsWith("08") && !state.equals("57P03");
        }
    }

    /** The folder is open to nobody else. Root must let PostgreSQL's user through it, so there each part is closed. */
    private static Path prepare(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            Files.createDirectories(data);
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        }
        var secrets = data.resolve("secrets");
        if (!Files.isDirectory(secrets)) {
            Files.createDirectory(
                    secrets, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return secrets;
    }

    private static EmbeddedDatabase asOwner(Path data, Path secrets, PostgresCluster cluster, FolderLock lock)
            throws IOException, SQLException {
        var superuser = new Login(PostgresCluster.SUPERUSER, PrivateFile.passwordOrNew(secrets.resolve("postgres")));
        var owner = new Login(OWNER, PrivateFile.passwordOrNew(secrets.resolve(OWNER)));
        var application = new Login(APPLICATION, PrivateFile.passwordOrNew(secrets.resolve(APPLICATION)));
        if (!cluster.exists()) {
            cluster.create(superuser.password());
        }
        var port = cluster.running().orElseGet(() -> cluster.start(PostgresSettings.durable()));
        makeRolesAndDatabase(port, superuser, owner, application);
        return new EmbeddedDatabase(data, settings(port, application, Optional.of(owner)), cluster, lock);
    }

    private static EmbeddedDatabase asClient(Path data, Path secrets, PostgresCluster cluster) throws IOException {
        var port = cluster.running()
                .orElseThrow(() -> new DatabaseUnusable("The data folder " + data + " is in use by "
                        + FolderLock.holder(data) + ", whose PostgreSQL does not run (yet): try again, or end it"));
        var application = new Login(APPLICATION, PrivateFile.password(secrets.resolve(APPLICATION)));
        return new EmbeddedDatabase(data, settings(port, application, Optional.empty()), cluster, null);
    }

    private static DatabaseSettings settings(int port, Login application, Optional<Login> owner) {
        return new DatabaseSettings("127.0.0.1", port, NAME, application, owner, Tls.DISABLE, Optional.empty());
    }

    /** Each step may have been done before, by this or by an earlier start that was cut short. */
    private static void makeRolesAndDatabase(int port, Login superuser, Login owner, Login application)
            throws SQLException {
        var url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        try (var connection = DriverManager.getConnection(url, superuser.user(), superuser.password())) {
            makeRole(connection, owner);
            makeRole(connection, application);
            if (!exists(connection, "select from pg_database where datname = '" + NAME + "'")) {
                execute(connection, "create database " + NAME + " owner " + OWNER);
            }
            execute(connection, "revoke all on database " + NAME + " from public");
            execute(connection, "grant connect, temporary on database " + NAME + " to " + APPLICATION);
        }
    }

    private static void makeRole(Connection connection, Login login) throws SQLException {
        if (!exists(connection, "select from pg_roles where rolname = '" + login.user() + "'")) {
            execute(connection, "create role " + login.user() + " login");
        }
        // The server does not log statements, and base64 needs no quoting.
        execute(connection, "alter role " + login.user() + " password '" + login.password() + "'");
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }
}
