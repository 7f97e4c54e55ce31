package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Caller;
import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import dev.mandate.service.directory.RealDirectory;
import dev.mandate.service.directory.TestingSlapd;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change in slapd is on a PostgreSQL target, read back, without anybody asking for it. */
class DirectoryToTargetTest {
    private static final Caller ADA = Caller.operator("ada", "ada");
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String PASSWORD = "not-a-secret";

    @TempDir
    private Path home;

    private RealDirectory slapd;
    private PostgresCluster target;
    private int port;
    private String analysts;

    @BeforeEach
    void start() throws SQLException {
        slapd = TestingSlapd.start();
        analysts = slapd.group("analysts", slapd.person("ann"));
        target = PostgresCluster.in(home.resolve("target"), PostgresBinaries.unpack());
        port = PostgresCluster.startAll(List.of(target), PASSWORD, PostgresSettings.small())
                .getFirst();
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("create role mandate superuser login password '" + PASSWORD + "'");
            statement.execute("create schema curated; create table curated.orders (id int)");
        }
    }

    @AfterEach
    void stop() {
        if (target != null) {
            target.stop();
        }
        if (slapd != null) {
            slapd.close();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresCluster.SUPERUSER, PASSWORD);
    }

    private Set<String> analystsThere() {
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

    private void awaitAnalysts(String... names) throws InterruptedException {
        var never = new CountDownLatch(1);
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!analystsThere().equals(Set.of(names)) && System.nanoTime() < end) {
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(analystsThere()).containsExactlyInAnyOrder(names);
    }

    private Settings settings() throws IOException {
        Files.writeString(home.resolve("reader"), TestingSlapd.PASSWORD);
        Files.writeString(home.resolve("warehouse"), PASSWORD);
        Path config = Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                policy: ./policy
                every: 1h
                secrets: {warehouse: {file: ./warehouse, deployments: [warehouse], to: ["127.0.0.1:%d"]}}
                sources:
                  - id: corp
                    type: ldap
                    kind: openldap
                    url: %s
                    bind: {dn: "%s", password: "${file:./reader}"}
                    people: {base: "%s"}
                    groups: {base: "%s"}
                    every: 1h
                """.formatted(
                        port,
                        slapd.settings().reach().urls().getFirst(),
                        TestingSlapd.READER,
                        TestingSlapd.PEOPLE,
                        TestingSlapd.GROUPS));
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
        return SettingsFile.read(config, Map.of()).settings().orElseThrow();
    }

    @Test
    void joinersMoversAndLeaversReachTheTarget() throws Exception {
        Settings settings = settings();
        try (var service = OpenService.of(settings)) {
            var steward = new Steward(service, settings.policy(), () -> Optional.of(ADA));
            steward.refresh();
            steward.publish();
            try (var _ = Jobs.start(service, steward, settings)) {
                awaitAnalysts("ann");
                slapd.join(analysts, slapd.person("bob"));
                told("a joiner", () -> awaitAnalysts("ann", "bob"));
                slapd.leave(analysts, "uid=bob," + TestingSlapd.PEOPLE);
                told("a mover", () -> awaitAnalysts("ann"));
                slapd.join(analysts, slapd.person("cleo"));
                told("another joiner", () -> awaitAnalysts("ann", "cleo"));
                slapd.delete("uid=cleo," + TestingSlapd.PEOPLE);
                told("a leaver", () -> awaitAnalysts("ann"));
            }
        }
    }

    @Test
    void whoeverComesWhileTheServiceIsDownIsThereWhenItIsBack() throws Exception {
        Settings settings = settings();
        try (var service = OpenService.of(settings)) {
            var steward = new Steward(service, settings.policy(), () -> Optional.of(ADA));
            steward.refresh();
            steward.publish();
            try (var _ = Jobs.start(service, steward, settings)) {
                awaitAnalysts("ann");
            }
            slapd.join(analysts, slapd.person("bob"));
            try (var _ = Jobs.start(service, steward, settings)) {
                told("a joiner of meanwhile", () -> awaitAnalysts("ann", "bob"));
            }
        }
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    /** For whoever wants to know; how long it takes on a busy machine is no matter of right or wrong. */
    private static void told(String what, Wait wait) throws InterruptedException {
        long begun = System.nanoTime();
        wait.run();
        System.out.printf("%s: on the target after %.2f s%n", what, (System.nanoTime() - begun) / 1e9);
    }
}
