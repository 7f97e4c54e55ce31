package dev.mandate.benchmarks;

import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** One PostgreSQL server with everything that makes it durable, and a superuser {@code agent}. */
final class Target implements AutoCloseable {
    static final String PASSWORD = "s3cret";
    final int port;
    private final PostgresCluster cluster;

    Target(Path folder, PostgresBinaries binaries) {
        cluster = PostgresCluster.in(folder, binaries);
        port = PostgresCluster.startAll(List.of(cluster), PASSWORD, PostgresSettings.durable())
                .getFirst();
        execute("create role agent superuser login password '" + PASSWORD + "'");
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=agent&password=" + PASSWORD;
    }

    void execute(String... statements) {
        try (var database = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresCluster.SUPERUSER, PASSWORD);
                var statement = database.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Members of groups, as one line that is equal where the same people are in the same groups. */
    String members() {
        return line("select count(*) || ' ' || md5(string_agg(r.rolname || ' ' || m.rolname, ',' order by"
                + " r.rolname collate \"C\", m.rolname collate \"C\"))"
                + " from pg_auth_members a join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member"
                + " where r.rolname like 'group%'");
    }

    /** One line that is another after every change of members; cheaper to ask for. */
    String state() {
        return line("select count(*) || ' ' || coalesce(max(oid::text::bigint), 0) from pg_auth_members");
    }

    private String line(String query) {
        try (var database = DriverManager.getConnection(url());
                var statement = database.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        cluster.stop();
    }
}
