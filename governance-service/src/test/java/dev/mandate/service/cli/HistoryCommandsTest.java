package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.postgres.PostgresCluster;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.Database;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.PolicyFolder;
import dev.mandate.service.settings.SettingsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about the past, as people type them, beside a service that holds the store. */
class HistoryCommandsTest {
    private static final String ANN = "00000000-0000-4000-8000-000000000001";
    private static final String ORDERS = "pos/table:curated.orders SELECT";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static OpenService service;

    @SuppressWarnings("NullAway.Init")
    private static TestingCommandLine line;

    @BeforeAll
    static void aStore() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Path file = TestingCommandLine.config(folder, "");
        line = new TestingCommandLine(file);
        service = OpenService.of(SettingsFile.read(file, Map.of()).settings().orElseThrow());
        var ledger = service.get(LedgerApi.class);
        service.get(Transactions.class)
                .apart(() -> ledger.append(
                        IntStream.range(0, 300).mapToObj(TestingLedger::event).toList()));
        ledger.advance();
        superuser("""
                insert into directory.source (id, attempted) values ('corp', now());
                insert into directory.subject (id, source, external_id, kind, state, tenure, missing, attributes)
                    values ('%1$s', 'corp', 'ann', 'person', 'active', 1, false, '{"username":"ann","name":"Ann Lee"}');
                insert into directory.group_ (id, source, external_id, name, foreign_members)
                    values ('corp:g1', 'corp', 'g1', 'cashiers', 0);
                insert into directory.group_subject (group_id, subject_id) values ('corp:g1', '%1$s');
                insert into fleet.deployment (id) values ('pos'), ('web');
                insert into fleet.account (deployment, name, kind, status, owned, first_seen)
                    values ('pos', 'ann', 'personal', 'enabled', true, '2026-11-21T09:00:00Z');
                insert into fleet.account_link (deployment, name, subject, evidence, since)
                    values ('pos', 'ann', '%1$s', 'made', '2026-11-21T09:00:00Z');
                insert into reconcile.reading values ('pos', '2026-11-21T10:00:00Z'), ('pos', '2026-11-21T12:00:00Z');
                insert into reconcile.holding (deployment, principal_kind, principal_name, entitlement, given, after, since)
                    values ('pos', 'account', 'ann', 'table:curated.orders SELECT',
                        '{"subject":"%1$s","tenure":1,"roles":["cashier"],"origins":[{"role":"cashier","group":"corp:g1"}]}',
                        '2026-11-21T10:00:00Z', '2026-11-21T12:00:00Z')
                """.formatted(ANN));
    }

    @AfterAll
    static void end() {
        service.close();
    }

    /** Whom nothing in the database stops. */
    private static void superuser(String sql) throws IOException {
        var password = Files.readString(folder.resolve("data/secrets/postgres")).strip();
        try (var application = service.get(Database.class).connections().getConnection();
                var connection = DriverManager.getConnection(
                        application.getMetaData().getURL(), PostgresCluster.SUPERUSER, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    private int mandate(String... arguments) {
        return line.mandate(arguments);
    }

    @Test
    void whoAndWhatSayWhatIsKnownAndHowFresh() {
        assertThat(mandate("who", ORDERS, "--as-of", "2026-11-21T13:00:00Z", "--output", "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "STATE | DEPLOYMENT | ACCOUNT | PERSON | ENTITLEMENT | THROUGH | BECAUSE | SINCE",
                        "held | pos | account:ann | Ann Lee (corp/ann) | table:curated.orders SELECT | cashier"
                                + " | between 2026-11-21T10:00:00Z and 2026-11-21T12:00:00Z",
                        "pos: read 2026-11-21T12:00:00Z; since then nothing is known");
        assertThat(mandate("who", ORDERS, "--as-of", "2026-11-21T11:00:00Z")).isZero();
        assertThat(line.out()).contains("\"state\":\"unknown\"", "\"complete\":true");
        assertThat(mandate("what", "corp/ann", "--as-of", "2026-11-21T13:00:00Z", "--output", "table"))
                .isZero();
        assertThat(line.out())
                .contains("table:curated.orders SELECT", "web: never read by then, so what was held there is unknown");
        assertThat(mandate("what", ANN)).isZero();
        assertThat(line.out()).contains("\"complete\":false", "\"name\":\"Ann Lee\"");
    }

    @Test
    void badQuestionsNameThePlaceAndTheFix() {
        assertThat(mandate("who", "pos")).isEqualTo(64);
        assertThat(line.err()).contains("'pos' is not DEPLOYMENT/ENTITLEMENT");
        assertThat(mandate("who", "pos/nonsense")).isEqualTo(1);
        assertThat(line.err()).contains("the entitlement: ");
        assertThat(mandate("who", "pos/table:curated.* SELECT")).isEqualTo(1);
        assertThat(line.err()).contains("a pattern stands for many");
        assertThat(mandate("what", "corp/nobody")).isEqualTo(1);
        assertThat(line.err()).contains("nobody is known as 'corp/nobody'");
        assertThat(mandate("what", "corp/ann", "--as-of", "noon")).isEqualTo(1);
        assertThat(line.err()).contains("'as_of'");
    }

    @Test
    void whySaysByWhatPolicyGivesItAndWhatWasRead() throws IOException {
        assertThat(mandate("why", "corp/ann", ORDERS)).isEqualTo(3);
        assertThat(line.err()).contains("no policy is published yet");
        publish();
        assertThat(mandate("why", "corp/ann", ORDERS)).isEqualTo(3);
        assertThat(line.err()).contains("deployment pos was never reached, so nothing is known of it");
        superuser("update fleet.deployment set release = '17' where id = 'pos'");
        assertThat(mandate("why", "corp/ann", ORDERS, "--output", "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out().lines())
                .contains(
                        "  given for: cashier",
                        "Policy version 1 gives it on 1 path(s)",
                        "To end it, take away:",
                        "  corp/ann in corp:g1")
                .anyMatch(line ->
                        line.startsWith("Ann Lee (corp/ann): " + ORDERS + " was held when last read, 2026-11-21T12"))
                .anyMatch(line -> line.startsWith("  group cashiers > mapping TILL-1 > role cashier > "));
        assertThat(mandate("why", "corp/ann", "pos/table:curated.other SELECT", "--output", "json"))
                .isZero();
        assertThat(line.out()).contains("\"state\":\"not_held\"", "\"count\":\"0\"", "\"paths\":[]");
        assertThat(mandate("why", "corp/ann", "nowhere/role:x")).isEqualTo(1);
        assertThat(line.err()).contains("the policy in force has no deployment nowhere");
    }

    private static void publish() throws IOException {
        var policy = Files.createDirectories(folder.resolve("policy"));
        Files.writeString(policy.resolve("policy.yaml"), """
                deployments:
                  - id: pos
                    application: postgresql
                    release: "17"
                    connect: {host: 127.0.0.1, port: 1, database: shop, tls: disable, user: mandate, password: "${secret:pos}"}
                    agent: local
                    account-name: "{username}"
                roles:
                  - id: cashier
                    description: Sees orders
                    gives:
                      - {where: {deployment: pos}, entitlements: ["table:curated.orders SELECT"]}
                mappings:
                  - {group: corp/cashiers, role: cashier, reason: "TILL-1"}
                """);
        var published = service.get(PolicyApi.class)
                .publish(TestingOperators.operator(service, "ada"), PolicyFolder.read(policy), 0);
        assertThat(service.get(PolicyApi.class).inForce()).as("%s", published).isPresent();
    }

    @Test
    void exportsVerifiesAndRefusesAsTheHelpSays() {
        var file = folder.resolve("out.zip").toString();
        assertThat(mandate("history", "export", file, "--deployment", "warehouse", "--output", "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out()).contains("300 of ", " entries, proven against the checkpoint of ", " are in ");
        var key = folder.resolve("data/keys/ledger.pub").toString();
        var ignored = new PrintWriter(new StringWriter());
        assertThat(Main.run(ignored, ignored, "verify", file, "--key", key)).isZero();
        assertThat(mandate("history", "export", file)).isEqualTo(1);
        assertThat(line.err()).contains("an export is never overwritten");
        assertThat(mandate("history", "export", folder.resolve("p.zip").toString(), "--personal"))
                .isEqualTo(3);
        assertThat(line.err()).contains("may not export personal values");
        assertThat(mandate("history", "export", folder.resolve("q.zip").toString(), "--at", "7"))
                .isEqualTo(64);
        assertThat(line.err()).contains("there is no checkpoint of 7 entries");
        assertThat(mandate("history", "export", folder.resolve("r.zip").toString(), "--server", "http://127.0.0.1:1"))
                .isEqualTo(64);
        assertThat(line.err()).contains("runs on the host of the service");
        assertThat(folder.resolve("p.zip")).doesNotExist();
    }

    @Test
    void fsckFindsWhatASuperuserChanged() throws IOException {
        assertThat(mandate("fsck", "--output", "table")).as(line::err).isZero();
        assertThat(line.out()).contains("entries in the tree, without a gap", "not protected against the operator");
        try (var published = Files.list(folder.resolve("data/checkpoints"))) {
            Files.copy(published.findFirst().orElseThrow(), folder.resolve("kept.txt"));
        }
        var kept = folder.resolve("kept.txt").toString();
        assertThat(mandate("fsck", "--checkpoint", kept, "--output", "table")).isZero();
        assertThat(line.out()).doesNotContain("not protected against the operator");
        var change = "update ledger.entry set canonical = convert_to(replace(convert_from(canonical, 'UTF8'),"
                + " '\"number\":%d}', '\"number\":%d}'), 'UTF8') where id = (select entry_id from ledger.leaf where index = 7)";
        superuser(change.formatted(7, 8));
        assertThat(mandate("fsck")).isEqualTo(4);
        assertThat(line.out()).contains("\"code\":\"entry-changed\"", "index 7", "\"verified\":false");
        superuser(change.formatted(8, 7));
        assertThat(mandate("fsck", "--key", kept)).isEqualTo(1);
        assertThat(line.err()).contains("kept.txt");
    }
}
