package dev.mandate.agent.postgresql;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.testkit.ContractTarget;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL on loopback in a folder of its own, with the superuser's back door. */
record TestServer(PostgresCluster cluster, int port) implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final String PASSWORD = "of-the-agent";

    private static final String SUPERUSERS = "of-the-superuser";

    /** The release of the build's own binaries. */
    static TestServer embedded() {
        return start(PostgresBinaries.unpack(), PostgresSettings.forgetful());
    }

    /** Another release, which Maven puts beside the tests; skips the test where it has not. */
    static TestServer release(String version) {
        Path jar = Path.of("target", "postgresql", version + ".jar");
        assumeTrue(
                Files.exists(jar),
                jar + " is missing: ./mvnw -pl sync-agents/agent-postgresql generate-test-resources");
        return start(PostgresBinaries.unpack(jar, version, PostgresBinaries.cache()), PostgresSettings.forgetful());
    }

    /** The distribution's; skips the test where it is missing, or fails it where MANDATE_REQUIRE asks for it. */
    static TestServer installed(int major) {
        Path home = Path.of("/usr/lib/postgresql/" + major);
        String name = "postgresql-" + major;
        boolean there = Files.isExecutable(home.resolve("bin/initdb"));
        List<String> required =
                List.of(String.valueOf(System.getenv("MANDATE_REQUIRE")).split(","));
        if (!there && required.contains(name)) {
            throw new IllegalStateException(name + " is required and not installed: apt-get install " + name);
        }
        assumeTrue(there, name + " is not installed: apt-get install " + name);
        return start(PostgresBinaries.installed(home, major), PostgresSettings.forgetful());
    }

    private static TestServer start(PostgresBinaries binaries, PostgresSettings settings) {
        try {
            // root's server runs as another user, who must be able to pass
            Path folder = Files.createTempDirectory("mandate-postgresql-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            PostgresCluster cluster = PostgresCluster.in(folder.resolve("data"), binaries);
            cluster.create(SUPERUSERS);
            return new TestServer(cluster, cluster.start(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same server, started again with these settings; its port is another. */
    TestServer restarted(PostgresSettings settings) {
        cluster.stop();
        return new TestServer(cluster, cluster.start(settings));
    }

    @Override
    public void close() {
        cluster.stop();
        try (var files = Files.walk(cluster.folder().getParent())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection of the superuser's own. */
    java.sql.Connection superuser(String database) throws SQLException {
        return DriverManager.getConnection(url(database), "postgres", SUPERUSERS);
    }

    /** As the superuser. */
    void run(String database, String... statements) {
        try (var connection = superuser(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }

    /** As the superuser: every row, its columns joined by a bar. */
    List<String> rows(String database, String query) {
        try (var connection = superuser(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Somebody's connection, to be asked whether it still answers. */
    ContractTarget.Session session(String database, String role, String password) {
        try {
            java.sql.Connection connection = DriverManager.getConnection(url(database), role, password);
            return new ContractTarget.Session() {
                @Override
                public boolean isOpen() {
                    try {
                        return connection.isValid(5);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }

                @Override
                public void close() {
                    try {
                        connection.close();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        } catch (SQLException e) {
            throw new IllegalStateException(role, e);
        }
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** A connect block for {@code user}, changed by {@code fields}. */
    Connection connection(String user, Map<String, String> fields) {
        var all = new HashMap<>(
                Map.of("host", "127.0.0.1", "port", String.valueOf(port()), "user", user, "tls", "disable"));
        all.putAll(fields);
        return new Connection(DeploymentId.of("warehouse"), all, Map.of("password", new Secret(PASSWORD)), () -> NOW);
    }
}
