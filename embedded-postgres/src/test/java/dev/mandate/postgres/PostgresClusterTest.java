package dev.mandate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresClusterTest {
    private static final String PASSWORD = "correct horse";

    private static TestingFolder folder;
    private static PostgresCluster cluster;

    @BeforeAll
    static void createCluster() throws IOException {
        folder = TestingFolder.open();
        cluster = PostgresCluster.in(folder.path().resolve("postgres"), PostgresBinaries.unpack());
        cluster.create(PASSWORD);
    }

    @AfterEach
    void stopServer() {
        cluster.stop();
    }

    @AfterAll
    static void deleteCluster() throws IOException {
        folder.close();
    }

    @Test
    void whatIsCommittedIsOnDisk() throws SQLException {
        var port = cluster.start(PostgresSettings.durable());
        try (var connection = connect(port, PASSWORD)) {
            assertThat(show(connection, "fsync")).isEqualTo("on");
            assertThat(show(connection, "synchronous_commit")).isEqualTo("on");
            assertThat(show(connection, "full_page_writes")).isEqualTo("on");
            assertThat(show(connection, "data_checksums")).isEqualTo("on");
            assertThat(show(connection, "listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void everybodyNeedsThePassword() {
        var port = cluster.start(PostgresSettings.durable());
        assertThatThrownBy(() -> connect(port, "wrong").close()).hasMessageContaining("authentication failed");
    }

    @Test
    void findsTheRunningServerAgain() {
        var port = cluster.start(PostgresSettings.durable());
        var again = PostgresCluster.in(cluster.folder(), PostgresBinaries.unpack());
        assertThat(again.running()).hasValue(port);
        again.stop();
        assertThat(cluster.running()).isEmpty();
        again.stop();
    }

    @Test
    void recoversAfterTheServerWasKilled() throws Exception {
        try (var open = connect(cluster.start(PostgresSettings.durable()), PASSWORD);
                var statement = open.createStatement()) {
            statement.execute("create table kept (id integer)");
            statement.execute("insert into kept select generate_series(1, 1000)");
            killServer();
        }
        assertThat(cluster.running()).isEmpty();
        try (var connection = connect(cluster.start(PostgresSettings.durable()), PASSWORD)) {
            assertThat(first(connection, "select count(*) from kept")).isEqualTo("1000");
        }
    }

    @Test
    void waitsForTheProcessesThatOutliveAKilledServer() throws Exception {
        try (var open = connect(cluster.start(PostgresSettings.durable()), PASSWORD)) {
            var survivor = first(open, "select pg_backend_pid()");
            signal("-STOP", survivor);
            killServer();
            var started = CompletableFuture.supplyAsync(() -> cluster.start(PostgresSettings.durable()));
            var log = cluster.folder().resolve("server.log");
            while (!started.isDone() && !Files.readString(log).contains("pre-existing shared memory block")) {
                Thread.onSpinWait();
            }
            signal("-CONT", survivor);
            assertThat(started.get()).isPositive();
        }
    }

    @Test
    void startsThoughTheDeadServersProcessIdBelongsToAnotherProcessNow() throws Exception {
        cluster.start(PostgresSettings.durable());
        killServer();
        var file = cluster.folder().resolve("postmaster.pid");
        var lines = new ArrayList<>(Files.readAllLines(file));
        var other = new ProcessBuilder(cluster.asServerUser("sleep", "600")).start();
        try {
            lines.set(0, String.valueOf(other.pid()));
            Files.write(file, lines);
            assertThat(cluster.running()).isEmpty();
            cluster.stop();
            assertThat(other.isAlive()).isTrue();
            assertThat(cluster.start(PostgresSettings.durable())).isPositive();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void refusesADataFolderOfAnotherRelease() throws IOException {
        var version = cluster.folder().resolve("PG_VERSION");
        Files.writeString(version, "17\n");
        assertThatThrownBy(() -> cluster.start(PostgresSettings.durable()))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("was made by PostgreSQL 17, and this build runs PostgreSQL 18")
                .hasMessageContaining("`database:`");
        Files.writeString(version, "18\n");
    }

    @Test
    void saysWhyTheServerDoesNotStart() throws IOException {
        var rules = cluster.folder().resolve("pg_hba.conf");
        var before = Files.readString(rules);
        Files.writeString(rules, "nonsense\n");
        assertThatThrownBy(() -> cluster.start(PostgresSettings.durable()))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining(cluster.folder().toString())
                .hasMessageContaining("could not load");
        Files.writeString(rules, before);
    }

    @Test
    void severalRunBesideEachOtherWithIdentitiesOfTheirOwn() throws SQLException {
        var clusters = Stream.of("dev", "staging", "prod")
                .map(name -> PostgresCluster.in(folder.path().resolve(name), PostgresBinaries.unpack()))
                .toList();
        try {
            var ports = PostgresCluster.startAll(clusters, PASSWORD, PostgresSettings.small());
            var identities = new HashSet<String>();
            for (var port : ports) {
                try (var connection = connect(port, PASSWORD)) {
                    identities.add(first(connection, "select system_identifier from pg_control_system()"));
                }
            }
            assertThat(identities).hasSize(3);
        } finally {
            clusters.forEach(PostgresCluster::stop);
        }
    }

    private static void killServer() {
        var server = ProcessHandle.of(
                        Postmaster.of(cluster.folder()).orElseThrow().process())
                .orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
    }

    private static void signal(String name, String process) {
        assertThat(Command.run(List.of("kill", name, process), Duration.ofSeconds(10)))
                .matches(Command.Result::succeeded);
    }

    static Connection connect(int port, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresCluster.SUPERUSER, password);
    }

    static String show(Connection connection, String setting) throws SQLException {
        return first(connection, "show " + setting);
    }

    static String first(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
