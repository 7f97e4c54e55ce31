package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import dev.mandate.service.directory.LdapSettings;
import dev.mandate.service.directory.RealDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL target, with a policy by which the group {@code corp/analysts} are its analysts. */
final class TestingWarehouse implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String PASSWORD = "not-a-secret";

    private final Path home;
    private final PostgresCluster target;
    private final int port;

    private TestingWarehouse(Path home, PostgresCluster target, int port) {
        this.home = home;
        this.target = target;
        this.port = port;
    }

    static TestingWarehouse start(Path home) throws SQLException {
        PostgresCluster target = PostgresCluster.in(home.resolve("target"), PostgresBinaries.unpack());
        int port = PostgresCluster.startAll(List.of(target), PASSWORD, PostgresSettings.small())
                .getFirst();
        var warehouse = new TestingWarehouse(home, target, port);
        try (Connection connection = warehouse.connect();
                var statement = connection.createStatement()) {
            statement.execute("create role mandate superuser login password '" + PASSWORD + "'");
            statement.execute("create schema curated; create table curated.orders (id int)");
        }
        return warehouse;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresCluster.SUPERUSER, PASSWORD);
    }

    /** An operator's file beside the policy; nothing is read by itself for an hour. */
    Path config(String sources) throws IOException {
        Files.writeString(home.resolve("warehouse"), PASSWORD);
        Path policy = Files.createDirectory(home.resolve("policy"));
        Files.writeString(policy.resolve("policy.yaml"), """
                deployments:
                  - id: warehouse
                    application: postgresql
                    connect: {host: 127.0.0.1, port: %d, database: postgres, tls: disable, user: mandate, password: "${secret:warehouse}"}
                    agent: local
                    manage: {accounts: authoritative, memberships: authoritative, role-content: authoritative}
                    account-name: "{username|lower}"
                app-roles:
                  - {where: {application: postgresql}, name: analyst, gives: ["schema:curated USAGE", "table:curated.* SELECT"]}
                roles:
                  - {id: analyst, risk: standard, gives: [{entitlements: ["role:analyst"]}]}
                mappings:
                  - {group: corp/analysts, role: analyst, reason: "DATA-1"}
                """.formatted(port));
        return Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                policy: ./policy
                every: 1h
                secrets: {warehouse: {file: ./warehouse, deployments: [warehouse], to: ["127.0.0.1:%d"]}}
                """.formatted(port) + sources);
    }

    /** An operator's file as {@link #config}, but the secret is with a remote agent. */
    Path config(String agent, String sources) throws IOException {
        Path file = config(sources);
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^secrets:.*\\n", ""));
        Path policy = home.resolve("policy").resolve("policy.yaml");
        Files.writeString(policy, Files.readString(policy).replace("agent: local", "agent: " + agent));
        return file;
    }

    int port() {
        return port;
    }

    /** An operator's file as {@link #config}, with this directory as its only source. */
    Path config(RealDirectory directory, String every) throws IOException {
        LdapSettings reads = directory.settings();
        Files.writeString(home.resolve("reader"), reads.bind().password());
        return config("""
                sources:
                  - id: corp
                    type: ldap
                    kind: %s
                    url: %s
                    bind: {dn: "%s", password: "${file:./reader}"}
                    people: {base: "%s"}
                    groups: {base: "%s"}
                    every: %s
                """.formatted(
                        reads.kind().word(),
                        reads.reach().urls().getFirst(),
                        reads.bind().dn(),
                        reads.people().base(),
                        reads.groups().base(),
                        every));
    }

    /** Lets nobody make anybody a member until it is closed. */
    Connection locked() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("lock table pg_catalog.pg_auth_members in exclusive mode");
        }
        return connection;
    }

    Set<String> analysts() {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select member::regrole::text from pg_auth_members
                        where roleid = (select oid from pg_roles where rolname = 'analyst')
                        """)) {
            Set<String> members = new TreeSet<>();
            while (rows.next()) {
                members.add(rows.getString(1));
            }
            members.remove("mandate");
            return members;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A session of an account, which the product lets in by SSO elsewhere. */
    Connection signIn(String account) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("alter role \"" + account + "\" password '" + PASSWORD + "'");
        }
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", account, PASSWORD);
    }

    boolean hasAccount(String name) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.prepareStatement("select from pg_roles where rolname = ?")) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    void awaitAnalysts(String... names) throws InterruptedException {
        var never = new CountDownLatch(1);
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!analysts().equals(Set.of(names)) && System.nanoTime() < end) {
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(analysts()).containsExactlyInAnyOrder(names);
    }

    /** For whoever wants to know; how long it takes on a busy machine is no matter of right or wrong. */
    static void told(String what, long begun) {
        System.out.printf("%s: on the target, read back, after %.2f s%n", what, (System.nanoTime() - begun) / 1e9);
    }

    @Override
    public void close() {
        target.stop();
    }
}
