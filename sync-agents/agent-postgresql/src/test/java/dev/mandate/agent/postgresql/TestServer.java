package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.model.access.DeploymentId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL on loopback, with the superuser's back door. */
interface TestServer extends AutoCloseable {
    Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    String PASSWORD = "of-the-agent";

    int port();

    @Override
    void close();

    /** The release of the build's own binaries. */
    static TestServer embedded() {
        try {
            EmbeddedPostgres server =
                    EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
            return new TestServer() {
                @Override
                public int port() {
                    return server.getPort();
                }

                @Override
                public void close() {
                    try {
                        server.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the superuser. */
    default void run(String database, String... statements) {
        try (var connection = DriverManager.getConnection(url(database), "postgres", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }

    /** As the superuser: every row, its columns joined by a bar. */
    default List<String> rows(String database, String query) {
        try (var connection = DriverManager.getConnection(url(database), "postgres", "");
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

    default String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** A connect block for {@code user}, changed by {@code fields}. */
    default Connection connection(String user, Map<String, String> fields) {
        var all = new HashMap<>(
                Map.of("host", "127.0.0.1", "port", String.valueOf(port()), "user", user, "tls", "disable"));
        all.putAll(fields);
        return new Connection(DeploymentId.of("warehouse"), all, Map.of("password", new Secret(PASSWORD)), () -> NOW);
    }
}
