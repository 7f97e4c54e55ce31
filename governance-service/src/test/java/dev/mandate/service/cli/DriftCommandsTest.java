package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does about drift, Holds, restores and identities from the command line. */
class DriftCommandsTest {
    private static final String DRIFT = "0d9c0c4e-5b1f-4c50-9a52-57a4a5f5b3f1";
    private static final String NOBODY = "11111111-5b1f-4c50-9a52-57a4a5f5b3f1";
    private static final String ANN = "22222222-5b1f-4c50-9a52-57a4a5f5b3f1";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static Database store;

    @SuppressWarnings("NullAway.Init")
    private static TestingCommandLine line;

    @BeforeAll
    static void begin() throws IOException, SQLException {
        line = new TestingCommandLine(TestingCommandLine.config(
                home, "secrets: {shop: {file: password, deployments: [shop], to: [\"127.0.0.1:1\"]}}\n"));
        Path policy = Files.createDirectory(home.resolve("policy"));
        Files.writeString(policy.resolve("policy.yaml"), """
                deployments:
                  - {id: shop, application: postgresql, connect: {host: 127.0.0.1, port: 1, database: w, tls: disable, user: m, password: "${secret:shop}"}, agent: local, manage: {memberships: authoritative}}
                roles: [{id: analyst, gives: [{entitlements: ["role:analyst"]}]}]
                """);
        store = Database.embedded(home.resolve("data"));
        line.addOperators("ada", "grace");
        assertThat(line.as("ada", "policy", "publish", policy.toString()))
                .as(line::err)
                .isZero();
        try (var connection = store.connections().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into directory.source (id, attempted) values ('corp', '2026-01-01Z') on conflict do nothing");
            statement.execute("insert into directory.subject (id, source, external_id, kind, state, tenure, missing,"
                    + " attributes) values ('" + ANN + "', 'corp', 'ann', 'person', 'active', 1, false,"
                    + " '{\"username\": \"ann\"}')");
            statement.execute("insert into reconcile.drift (id, deployment, sort, principal_kind, principal_name,"
                    + " entitlement, detail, first_seen, last_seen, seen, cause, given) values ('" + DRIFT
                    + "', 'shop', 'unexpected', 'account', 'old', 'role:analyst', '', '2026-01-01Z', '2026-01-02Z', 7,"
                    + " 'out_of_band', false)");
        }
    }

    @AfterAll
    static void close() {
        store.close();
    }

    private int mandate(String... arguments) {
        return line.mandate(arguments);
    }

    private int as(String operator, String... arguments) {
        return line.as(operator, arguments);
    }

    @Test
    void comparesOneAppRoleOverDeployments() throws SQLException {
        String[] matrix = {"drift", "--matrix", "--app-role", "analyst", "--output", "table"};
        assertThat(mandate(matrix)).as("unknown is not well").isEqualTo(1);
        assertThat(line.out()).contains("role:analyst", "?", "Unknown: shop was never read");
        try (var connection = store.connections().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("insert into reconcile.reading (deployment, at) values ('shop', '2026-01-02Z')");
            statement.execute("insert into reconcile.course (deployment, target, since, result)"
                    + " values ('shop', 1, '2026-01-02Z', 'drift_left')"
                    + " on conflict (deployment) do update set result = excluded.result");
            assertThat(mandate(matrix)).isEqualTo(2);
            assertThat(line.out())
                    .contains("1 unexpected of 0", "2026-01-01T00:00:00Z", "unknown")
                    .doesNotContain("?");
            statement.execute("delete from reconcile.reading");
        }
        assertThat(mandate("drift", "--matrix", "--role", "analysd", "--output", "table"))
                .isEqualTo(1);
        assertThat(line.out()).contains("is it spelled so?");
        assertThat(mandate("drift", "--matrix")).isEqualTo(64);
        assertThat(mandate("drift", "--matrix", "--role", "a", "--app-role", "b"))
                .isEqualTo(64);
        assertThat(mandate("drift", "--matrix", "--role", "a", "--read")).isEqualTo(64);
    }

    @Test
    void showsDriftAndLeavesItToAPersonUntilItIsExempt() {
        assertThat(mandate("drift", "shop", "--output", "table")).isEqualTo(2);
        assertThat(line.out())
                .contains("DEPLOYMENT", DRIFT, "unexpected", "account:old", "role:analyst", "out-of-band", "7");
        assertThat(mandate("drift", "elsewhere", "--output", "table")).isZero();
        assertThat(line.out()).contains("No differences are known.");

        String[] exempt = {
            "drift", "exempt", DRIFT, "--owner", "team-x", "--until", "2999-12-31", "--reason", "migration"
        };
        assertThat(mandate(exempt)).as("without a token").isEqualTo(3);
        assertThat(as("grace", exempt)).as(line::err).isZero();
        assertThat(mandate("drift", "--output", "json")).isZero();
        assertThat(line.out())
                .contains("\"owner\":\"team-x\"", "\"until\":\"3000-01-01T00:00:00Z\"", "\"cause\":\"out-of-band\"");
    }

    @Test
    void saysWhyADecisionIsRefused() {
        assertThat(as("grace", "drift", "revert", NOBODY, "--reason", "no")).isEqualTo(3);
        assertThat(line.err()).contains("there is no open drift " + NOBODY);
        assertThat(as("grace", "drift", "adopt", NOBODY, "--reason", "no")).isEqualTo(3);
        assertThat(as("grace", "drift", "revert", "not-an-id", "--reason", "no"))
                .isEqualTo(64);
        assertThat(as("grace", "drift", "exempt", DRIFT, "--owner", "x", "--until", "soon", "--reason", "y"))
                .isEqualTo(64);
        assertThat(line.err()).contains("must be a date such as");
    }

    @Test
    void aTargetThatCannotBeReadIsNotTakenForOneWithoutDrift() {
        assertThat(as("ada", "drift", "--read", "--output", "json")).isEqualTo(1);
        assertThat(line.err()).contains("not read: shop");
    }

    @Test
    void placesListsAndLiftsHolds() {
        assertThat(as("grace", "hold", "place", "corp/nobody", "--reason", "x")).isEqualTo(3);
        assertThat(line.err()).contains("no subject is corp/nobody");
        assertThat(as(
                        "grace",
                        "hold",
                        "place",
                        "corp/ann",
                        "--role",
                        "analyst",
                        "--reason",
                        "lost",
                        "--output",
                        "table"))
                .as(line::err)
                .isZero();
        assertThat(line.out()).contains("takes role analyst from subject:" + ANN);
        assertThat(mandate("hold", "list", "--output", "table")).isZero();
        assertThat(line.out()).contains("subject:" + ANN, "role analyst", "grace", "lost");
        String id = line.out().lines().skip(1).findFirst().orElseThrow().substring(0, 36);
        assertThat(UUID.fromString(id)).isNotNull();
        assertThat(mandate("hold", "lift", id, "--reason", "found")).isEqualTo(3);
        assertThat(as("ada", "hold", "lift", id, "--reason", "found")).isZero();
        assertThat(as("ada", "hold", "lift", id, "--reason", "found")).isEqualTo(3);
        assertThat(mandate("hold", "list", "--output", "json")).isZero();
        assertThat(line.out()).contains("\"holds\":[]");
    }

    @Test
    void restoresOnlyWhatWasReadAndConfirmsOnlyWhatWasMet() {
        assertThat(as("ada", "restore", "shop")).isEqualTo(64);
        assertThat(as("ada", "restore", "shop", "--as-of", "2026-01-01T00:00:00Z", "--reason", "x"))
                .isEqualTo(3);
        assertThat(line.err()).contains("was not read by");
        assertThat(as("ada", "restore", "shop", "--end", "--reason", "x")).isEqualTo(3);
        assertThat(mandate("restore", "--output", "table")).isZero();
        assertThat(line.out()).contains("No deployment is kept");
        assertThat(as("ada", "deployment", "confirm", "shop")).isEqualTo(3);
        assertThat(line.err()).contains("no other identity to confirm");
    }
}
