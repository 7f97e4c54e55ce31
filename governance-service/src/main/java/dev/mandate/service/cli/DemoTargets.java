package dev.mandate.service.cli;

import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Three PostgreSQL clusters as people left them: some roles made by hand, nothing governed. */
final class DemoTargets implements AutoCloseable {
    static final List<String> NAMES = List.of("warehouse-dev", "warehouse-staging", "warehouse-prod");

    /** Former colleagues that somebody once let in by hand. */
    static final int OLD_HANDS = 12;

    private static final String DATABASE = "warehouse";

    private final List<PostgresCluster> clusters;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final String password;

    private DemoTargets(List<PostgresCluster> clusters, String password) {
        this.clusters = clusters;
        this.password = password;
    }

    static DemoTargets start(Path folder, String password) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the demo's folder " + folder, e);
        }
        PostgresBinaries binaries = PostgresBinaries.unpack();
        List<PostgresCluster> clusters = NAMES.stream()
                .map(name -> PostgresCluster.in(folder.resolve(name), binaries))
                .toList();
        var targets = new DemoTargets(clusters, password);
        List<Integer> started = PostgresCluster.startAll(clusters, password, PostgresSettings.small());
        for (int i = 0; i < NAMES.size(); i++) {
            targets.ports.put(NAMES.get(i), started.get(i));
            targets.execute(NAMES.get(i), "postgres", "create database " + DATABASE);
            targets.execute(NAMES.get(i), DATABASE, targets.schema(NAMES.get(i)));
        }
        return targets;
    }

    private String schema(String name) {
        var sql = new StringBuilder("""
                create schema curated; create schema raw; create schema finance;
                create table curated.orders (id int); create table curated.customers (id int);
                create table raw.events (id int); create table raw.clicks (id int);
                create table finance.invoices (id int); create table finance.salaries (id int);
                create role mandate superuser login password %s;
                create role analyst nologin;
                grant usage on schema curated to analyst;
                grant select on curated.orders to analyst;
                """.formatted("'" + password + "'"));
        if (name.endsWith("prod")) {
            for (int i = 1; i <= OLD_HANDS; i++) {
                sql.append("create role old_hand_").append(i).append(" login in role analyst;\n");
            }
        }
        return sql.toString();
    }

    int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalArgumentException("there is no cluster " + name);
        }
        return port;
    }

    /** Does what an administrator would do by hand. */
    void byHand(String name, String sql) {
        execute(name, DATABASE, sql);
    }

    /** One column of a query, as text: how each claim of the demo is checked on the target itself. */
    List<String> ask(String name, String sql) {
        try (Connection connection = connect(name, DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        } catch (SQLException e) {
            throw new IllegalStateException("the demo could not ask " + name, e);
        }
    }

    /** Every role, membership and privilege there is, hashed: what must not change while Mandate only looks. */
    String catalogue(String name) {
        return ask(name, """
                        select md5(string_agg(line, E'\\n' order by line)) from (
                            select 'role ' || rolname || ' ' || rolcanlogin || rolsuper as line from pg_roles
                            union all
                            select 'member ' || roleid::regrole || ' ' || member::regrole from pg_auth_members
                            union all
                            select 'acl ' || oid::regclass || ' ' || coalesce(relacl::text, '') from pg_class
                            union all
                            select 'schema ' || nspname || ' ' || coalesce(nspacl::text, '') from pg_namespace
                            where nspname !~ '^pg_') as everything
                        """).getFirst();
    }

    private void execute(String name, String database, String sql) {
        try (Connection connection = connect(name, database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the demo could not prepare " + name + ": " + e.getMessage(), e);
        }
    }

    private Connection connect(String name, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port(name) + "/" + database, PostgresCluster.SUPERUSER, password);
    }

    @Override
    public void close() {
        clusters.forEach(PostgresCluster::stop);
    }
}
