package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.Database;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void begin() throws IOException, SQLException {
        Files.writeString(home.resolve("password"), "nobody asks");
        Files.writeString(home.resolve("mandate.yaml"), """
                        data: ./data
                        secrets: {shop: {file: password, deployments: [shop], to: ["127.0.0.1:1"]}}
                        sources:
                          - id: corp
                            type: ldap
                            url: ldap://127.0.0.1:1
                            bind: {dn: "cn=reader", password: "${file:password}"}
                            people: {base: "ou=people"}
                            groups: {base: "ou=groups"}
                        """);
        Path policy = Files.createDirectory(home.resolve("policy"));
        Files.writeString(policy.resolve("policy.yaml"), """
                deployments:
                  - {id: shop, application: postgresql, connect: {host: 127.0.0.1, port: 1, database: w, tls: disable, user: m, password: "${secret:shop}"}, agent: local, manage: {memberships: authoritative}}
                roles: [{id: analyst, gives: [{entitlements: ["role:analyst"]}]}]
                """);
        store = Database.embedded(home.resolve("data"));
        var test = new DriftCommandsTest();
        for (String name : List.of("ada", "grace")) {
            assertThat(test.mandate("operator", "add", name))
                    .as(test.err::toString)
                    .isZero();
        }
        assertThat(test.as("ada", "policy", "publish", policy.toString()))
                .as(test.err::toString)
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
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", home.resolve("mandate.yaml").toString()));
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    }

    private int as(String operator, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--token-file",
                home.resolve("data/operators").resolve(operator + ".token").toString()));
        return mandate(all.toArray(String[]::new));
    }

    @Test
    void showsDriftAndLeavesItToAPersonUntilItIsExempt() {
        assertThat(mandate("drift", "shop", "--output", "table")).isEqualTo(2);
        assertThat(out.toString())
                .contains("DEPLOYMENT", DRIFT, "unexpected", "account:old", "role:analyst", "out-of-band", "7");
        assertThat(mandate("drift", "elsewhere", "--output", "table")).isZero();
        assertThat(out.toString()).contains("No differences are known.");

        String[] exempt = {
            "drift", "exempt", DRIFT, "--owner", "team-x", "--until", "2999-12-31", "--reason", "migration"
        };
        assertThat(mandate(exempt)).as("without a token").isEqualTo(3);
        assertThat(as("grace", exempt)).as(err::toString).isZero();
        assertThat(mandate("drift", "--output", "json")).isZero();
        assertThat(out.toString())
                .contains("\"owner\":\"team-x\"", "\"until\":\"3000-01-01T00:00:00Z\"", "\"cause\":\"out-of-band\"");
    }

    @Test
    void saysWhyADecisionIsRefused() {
        assertThat(as("grace", "drift", "revert", NOBODY, "--reason", "no")).isEqualTo(3);
        assertThat(err.toString()).contains("there is no open drift " + NOBODY);
        assertThat(as("grace", "drift", "adopt", NOBODY, "--reason", "no")).isEqualTo(3);
        assertThat(as("grace", "drift", "revert", "not-an-id", "--reason", "no"))
                .isEqualTo(64);
        assertThat(as("grace", "drift", "exempt", DRIFT, "--owner", "x", "--until", "soon", "--reason", "y"))
                .isEqualTo(64);
        assertThat(err.toString()).contains("must be a date such as");
    }

    @Test
    void aTargetThatCannotBeReadIsNotTakenForOneWithoutDrift() {
        assertThat(as("ada", "drift", "--read", "--output", "json")).isEqualTo(1);
        assertThat(err.toString()).contains("not read: shop");
    }

    @Test
    void placesListsAndLiftsHolds() {
        assertThat(as("grace", "hold", "place", "corp/nobody", "--reason", "x")).isEqualTo(3);
        assertThat(err.toString()).contains("no subject is corp/nobody");
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
                .as(err::toString)
                .isZero();
        assertThat(out.toString()).contains("takes role analyst from subject:" + ANN);
        assertThat(mandate("hold", "list", "--output", "table")).isZero();
        assertThat(out.toString()).contains("subject:" + ANN, "role analyst", "grace", "lost");
        String id = out.toString().lines().skip(1).findFirst().orElseThrow().substring(0, 36);
        assertThat(UUID.fromString(id)).isNotNull();
        assertThat(mandate("hold", "lift", id, "--reason", "found")).isEqualTo(3);
        assertThat(as("ada", "hold", "lift", id, "--reason", "found")).isZero();
        assertThat(as("ada", "hold", "lift", id, "--reason", "found")).isEqualTo(3);
        assertThat(mandate("hold", "list", "--output", "json")).isZero();
        assertThat(out.toString()).contains("\"holds\":[]");
    }

    @Test
    void restoresOnlyWhatWasReadAndConfirmsOnlyWhatWasMet() {
        assertThat(as("ada", "restore", "shop")).isEqualTo(64);
        assertThat(as("ada", "restore", "shop", "--as-of", "2026-01-01T00:00:00Z", "--reason", "x"))
                .isEqualTo(3);
        assertThat(err.toString()).contains("was not read by");
        assertThat(as("ada", "restore", "shop", "--end", "--reason", "x")).isEqualTo(3);
        assertThat(mandate("restore", "--output", "table")).isZero();
        assertThat(out.toString()).contains("No deployment is kept");
        assertThat(as("ada", "deployment", "confirm", "shop")).isEqualTo(3);
        assertThat(err.toString()).contains("no other identity to confirm");
    }
}
