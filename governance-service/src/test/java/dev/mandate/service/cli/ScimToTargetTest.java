package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Caller;
import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import dev.mandate.service.directory.Sources;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Database;
import dev.mandate.service.settings.Secrets;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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

/** What a provider pushes is on a PostgreSQL target, read back, without anybody asking for it. */
class ScimToTargetTest {
    private static final Caller ADA = Caller.operator("ada", "ada");
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String PASSWORD = "not-a-secret";
    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private PostgresCluster target;

    private int port;

    @BeforeEach
    void start() throws SQLException {
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
        target.stop();
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

    private void told(String what, long begun) {
        System.out.printf(
                "%s reaches the target, read back, after %d ms%n", what, (System.nanoTime() - begun) / 1_000_000);
    }

    private Settings settings() throws IOException {
        Files.writeString(home.resolve("warehouse"), PASSWORD);
        Path config = Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                policy: ./policy
                every: 1h
                secrets: {warehouse: {file: ./warehouse, deployments: [warehouse], to: ["127.0.0.1:%d"]}}
                sources: [{id: corp, type: scim}]
                """.formatted(port));
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
        var line = new TestingCommandLine(home.resolve("mandate.yaml"));
        try (Database database = OpenService.database(settings);
                WebService web = WebService.start(
                        database,
                        LedgerSettings.in(settings.data(), settings.checkpoints()),
                        Sources.of(settings.sources()),
                        new Secrets(settings.secrets(), settings.reach()),
                        OpenService.policy(settings),
                        settings.signIn(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            assertThat(line.mandate("source", "token", "add", "corp", "--output", "table"))
                    .isZero();
            try (var provider = new ScimClient(
                    URI.create(web.url() + "/scim/v2/corp"), line.out().strip())) {
                String ann = user(provider, "ann");
                String analysts = provider.send("POST", "/Groups", """
                                {"schemas": ["%s"], "displayName": "analysts", "members": [{"value": "%s"}]}""".formatted(GROUP, ann))
                        .id();
                var steward = new Steward(web, settings.policy(), () -> Optional.of(ADA));
                steward.publish();
                try (var _ = Jobs.start(web, steward, settings)) {
                    awaitAnalysts("ann");
                    follow(provider, ann, analysts);
                }
            }
        }
    }

    private void follow(ScimClient provider, String ann, String analysts) throws Exception {
        String bob = user(provider, "bob");
        String join = "{\"op\": \"Add\", \"path\": \"members\", \"value\": [{\"value\": \"" + bob + "\"}]}";
        long begun = System.nanoTime();
        patch(provider, "/Groups/" + analysts, join, 204);
        patch(provider, "/Groups/" + analysts, join, 204);
        awaitAnalysts("ann", "bob");
        told("a joiner, told twice,", begun);

        begun = System.nanoTime();
        patch(provider, "/Users/" + ann, "{\"op\": \"Replace\", \"path\": \"active\", \"value\": \"False\"}", 200);
        awaitAnalysts("bob");
        told("somebody disabled", begun);

        patch(provider, "/Users/" + ann, "{\"op\": \"replace\", \"value\": {\"active\": true}}", 200);
        awaitAnalysts("ann", "bob");
        begun = System.nanoTime();
        patch(
                provider,
                "/Groups/" + analysts,
                "{\"op\": \"remove\", \"path\": \"members[value eq \\\"" + ann + "\\\"]\"}",
                204);
        awaitAnalysts("bob");
        told("a mover", begun);

        begun = System.nanoTime();
        assertThat(provider.send("DELETE", "/Users/" + bob, "").status()).isEqualTo(204);
        assertThat(provider.send("DELETE", "/Users/" + bob, "").status()).isEqualTo(404);
        awaitAnalysts();
        told("a leaver", begun);
    }

    private static String user(ScimClient provider, String name) throws IOException {
        return provider.send("POST", "/Users", "{\"schemas\": [\"" + USER + "\"], \"userName\": \"" + name + "\"}")
                .id();
    }

    private static void patch(ScimClient provider, String path, String operation, int status) throws IOException {
        String body = "{\"schemas\": [\"" + PATCH + "\"], \"Operations\": [" + operation + "]}";
        assertThat(provider.send("PATCH", path, body).status()).isEqualTo(status);
    }
}
