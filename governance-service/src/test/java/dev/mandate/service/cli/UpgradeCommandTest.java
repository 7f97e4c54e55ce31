package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upgrade of PostgreSQL does to a policy, by the real vocabularies. */
class UpgradeCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static Database store;

    @SuppressWarnings("NullAway.Init")
    private static TestingCommandLine line;

    @BeforeAll
    static void publish() throws Exception {
        line = new TestingCommandLine(
                TestingCommandLine.config(
                        home,
                        "secrets: {shop: {file: password, deployments: [shop, till], to: [\"127.0.0.1:1\", \"127.0.0.1:2\"]}}\n"));
        Path policy = Files.createDirectory(home.resolve("policy"));
        Files.writeString(policy.resolve("policy.yaml"), """
                deployments:
                  - {id: shop, application: postgresql, release: 16, labels: {env: prod}, connect: {host: 127.0.0.1, port: 1, database: w, tls: disable, user: m, password: "${secret:shop}"}, agent: local}
                  - {id: till, application: postgresql, connect: {host: 127.0.0.1, port: 2, database: v, tls: disable, user: m, password: "${secret:shop}"}, agent: local}
                app-roles:
                  - {where: {deployment: till}, name: keeper, gives: ["table:curated.* MAINTAIN", "table:curated.* SELECT"]}
                roles:
                  - {id: keeper, gives: [{entitlements: ["role:keeper"]}]}
                  - {id: upkeep, risk: elevated, gives: [{where: {application: postgresql}, entitlements: ["role:pg_maintain"]}]}
                """);
        store = Database.embedded(home.resolve("data"));
        line.addOperators("ada", "grace");
        assertThat(line.as("ada", "policy", "publish", policy.toString()))
                .as(() -> line.out() + line.err())
                .isZero();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void tellsWhatRolesAndAppRolesGainAndLose() {
        assertThat(line.mandate("upgrade", "postgresql", "--from", "16", "--to", "17", "--output", "table"))
                .as(line::err)
                .isEqualTo(2);
        assertThat(line.out())
                .contains(
                        "From 16 to 17: shop, till",
                        "Only then: action default-table MAINTAIN, action table MAINTAIN",
                        "built-in pg_maintain",
                        "app-role keeper",
                        "gained",
                        "role upkeep")
                .doesNotContain("lost", "No longer");
        assertThat(line.mandate("upgrade", "postgresql", "--from", "17", "--to", "16", "--output", "json"))
                .isEqualTo(2);
        assertThat(line.out())
                .contains("\"effect\":\"lost\"", "\"tested\":true")
                .doesNotContain("\"effect\":\"gained\"");
    }

    @Test
    void knowsTheReleaseThatPolicyNamesAndSaysWhereNobodyDoes() {
        assertThat(line.mandate("upgrade", "postgresql", "--to", "16", "--output", "table"))
                .isZero();
        assertThat(line.out())
                .contains("From 16 to 16: shop", "Both releases can grant the same", "release of till")
                .doesNotContain("shop, till");
        assertThat(line.mandate("upgrade", "postgresql", "till", "--from", "18", "--to", "99", "--output", "table"))
                .isZero();
        assertThat(line.out()).contains("No agent is tested with postgresql 99", "Nothing that policy gives");
        assertThat(line.mandate("upgrade", "postgresql", "--to", "17", "--label", "env=dev", "--output", "table"))
                .isZero();
        assertThat(line.out()).contains("that you may see matches");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(line.mandate("upgrade", "postgres", "--to", "17")).isEqualTo(1);
        assertThat(line.err()).contains("no agent for postgres is installed");
        assertThat(line.mandate("upgrade", "postgresql")).isEqualTo(64);
        assertThat(line.mandate("upgrade", "../x", "--to", "17")).isEqualTo(1);
        assertThat(line.mandate("upgrade", "postgresql", "--to", "")).isEqualTo(1);
    }
}
