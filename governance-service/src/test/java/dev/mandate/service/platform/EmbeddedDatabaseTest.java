package dev.mandate.service.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    @TempDir(cleanup = CleanupMode.ALWAYS)
    private Path folder;

    private Path data;

    @BeforeEach
    void openTheFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        data = folder.resolve("data");
    }

    @AfterEach
    void stop() {
        PostgresCluster.in(data.resolve("postgres"), PostgresBinaries.unpack()).stop();
    }

    @Test
    void aCommitIsOnDiskBeforeItReturns() {
        try (var database = Database.embedded(data)) {
            assertThat(database.owned()).isTrue();
            var syncs = logSyncs(database);
            for (var name : List.of("ada", "grace", "mary")) {
                commit(database, name);
            }
            assertThat(logSyncs(database) - syncs).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void onlyThisUserReadsThePasswords() throws IOException {
        try (var database = Database.embedded(data)) {
            assertThat(database.owned()).isTrue();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secrets"))))
                .isEqualTo("rwx------");
        try (var secrets = Files.list(data.resolve("secrets"))) {
            assertThat(secrets)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"))
                    .allSatisfy(file -> assertThat(Files.readString(data.resolve("postgres/server.log")))
                            .doesNotContain(Files.readString(file).strip()));
        }
    }

    @Test
    void adoptsTheServerOfAProcessThatWasKilled() throws Exception {
        int port;
        try (var other = AnotherProcess.open(data, "ada")) {
            other.kill();
            port = server().running().orElseThrow();
        }
        try (var database = Database.embedded(data)) {
            assertThat(database.owned()).isTrue();
            assertThat(server().running()).hasValue(port);
            assertThat(operators(database)).containsExactly("ada");
        }
        assertThat(server().running()).isEmpty();
    }

    @Test
    void startsAgainWhereServerAndProcessWereKilled() throws Exception {
        try (var other = AnotherProcess.open(data, "ada")) {
            other.kill();
            var id = Long.parseLong(
                    Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(0));
            var server = ProcessHandle.of(id).orElseThrow();
            server.destroyForcibly();
            server.onExit().join();
        }
        try (var database = Database.embedded(data)) {
            assertThat(operators(database)).containsExactly("ada");
        }
    }

    @Test
    void aSecondProcessIsAClientOfTheFirst() throws Exception {
        try (var owner = AnotherProcess.open(data, "ada")) {
            try (var client = Database.embedded(data)) {
                assertThat(client.owned()).isFalse();
                assertThat(operators(client)).containsExactly("ada");
            }
            assertThat(server().running()).isPresent();
            owner.kill();
        }
        try (var next = Database.embedded(data)) {
            assertThat(next.owned()).isTrue();
        }
    }

    @Test
    void aSecondOpeningInThisProcessIsAClientTooAndLeavesTheLockAlone() throws Exception {
        try (var owner = Database.embedded(data)) {
            for (var time = 0; time < 2; time++) {
                try (var client = Database.embedded(data)) {
                    assertThat(client.owned()).isFalse();
                }
            }
            assertThat(operators(owner)).isEmpty();
            try (var other = AnotherProcess.open(data, "grace")) {
                assertThat(Files.readString(data.resolve("lock"))).doesNotContain(String.valueOf(other.id()));
            }
        }
    }

    @Test
    void whoLeavesLastStopsTheServer() throws IOException {
        var owner = Database.embedded(data);
        try (var client = Database.embedded(data)) {
            assertThat(client.owned()).isFalse();
            owner.close();
            assertThat(operators(client)).isEmpty();
            try (var next = Database.embedded(data)) {
                assertThat(next.owned()).isTrue();
            }
            assertThat(operators(client)).isEmpty();
        }
        assertThat(server().running()).isEmpty();
    }

    @Test
    void whoeverLeavesAtTheSameMomentTheServerIsStopped() throws Exception {
        for (int i = 0; i < 4; i++) {
            var all = List.of(Database.embedded(data), Database.embedded(data), Database.embedded(data));
            all.forEach(EmbeddedDatabaseTest::operators);
            var together = new CyclicBarrier(all.size());
            List<Thread> leaving = all.stream()
                    .map(one -> Thread.ofPlatform().start(() -> {
                        try {
                            together.await();
                        } catch (InterruptedException | BrokenBarrierException e) {
                            throw new IllegalStateException(e);
                        }
                        one.close();
                    }))
                    .toList();
            for (Thread one : leaving) {
                one.join();
            }
            assertThat(server().running()).as("time %s", i).isEmpty();
        }
    }

    @Test
    void aHeldFolderWithoutServerIsRefusedWithItsHolder() throws IOException {
        Files.createDirectories(data);
        try (var lock = FolderLock.tryAcquire(data).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> Database.embedded(data))
                    .isInstanceOf(DatabaseUnusable.class)
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("in use by this process");
        }
    }

    /** Each line leaves the folder as a start would that was cut short there. */
    @Test
    void goesOnWhereAnEarlierStartWasCutShort() throws Exception {
        Files.createDirectories(data.resolve("secrets"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        var password = PrivateFile.passwordOrNew(data.resolve("secrets/postgres"));
        opens();
        Files.delete(data.resolve("secrets/mandate_app"));
        opens();
        asSuperuser(password, "drop database mandate");
        opens();
        asSuperuser(password, "drop database mandate", "drop role mandate_owner", "drop role mandate_app");
        opens();
    }

    @Test
    void saysThatThePasswordsAreOfAnotherFolder() throws IOException {
        opens();
        Files.writeString(data.resolve("secrets/postgres"), "another\n");
        assertThatThrownBy(() -> Database.embedded(data))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("restore both from the same backup");
    }

    private void opens() {
        try (var database = Database.embedded(data)) {
            assertThat(operators(database)).isEmpty();
        }
    }

    private void asSuperuser(String password, String... commands) {
        var url = "jdbc:postgresql://127.0.0.1:" + server().start(PostgresSettings.durable()) + "/postgres";
        for (var command : commands) {
            DSL.using(url, PostgresCluster.SUPERUSER, password).execute(command);
        }
        server().stop();
    }

    private PostgresCluster server() {
        return PostgresCluster.in(data.resolve("postgres"), PostgresBinaries.unpack());
    }

    private static void commit(Database database, String name) {
        DSL.using(database.connections(), SQLDialect.POSTGRES)
                .execute(
                        "insert into signin.operator (name, token_hash, created) values ({0}, sha256({0}::bytea), now())",
                        DSL.val(name));
    }

    private static List<String> operators(Database database) {
        return DSL
                .using(database.connections(), SQLDialect.POSTGRES)
                .fetchValues("select name from signin.operator")
                .stream()
                .map(String::valueOf)
                .toList();
    }

    private static long logSyncs(Database database) {
        var rows = DSL.using(database.connections(), SQLDialect.POSTGRES);
        rows.execute("select pg_stat_force_next_flush()");
        return rows.fetchSingle("select sum(fsyncs)::bigint from pg_stat_io where object = 'wal'")
                .into(Long.class);
    }
}
