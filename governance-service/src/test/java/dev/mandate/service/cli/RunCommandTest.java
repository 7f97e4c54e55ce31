package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The commands as people type them, on a directory, a store and three clusters that are real; each builds on the last. */
@TestMethodOrder(OrderAnnotation.class)
class RunCommandTest {
    private static final String ME = HostUser.name();

    @TempDir
    private static Path temporary;

    private static Path config;
    private static DemoPeople people;
    private static DemoTargets targets;
    private static DemoFolder folder;
    private static TestingCommandLine line;

    @BeforeAll
    static void start() throws IOException {
        folder = DemoFolder.emptied(temporary.resolve("demo"));
        people = DemoPeople.start("s3cret");
        targets = DemoTargets.start(folder.targets(), "s3cret");
        folder.settings(people, targets, Optional.empty(), "s3cret", 0);
        config = folder.config();
        line = new TestingCommandLine(config);
        Files.writeString(config, Files.readString(config) + "policy: ./policy\n");
        new DemoPolicy(folder.policy(), targets, Optional.empty()).write(DemoPolicy.GOVERN);
    }

    @AfterAll
    static void stop() {
        targets.close();
        people.close();
    }

    @Test
    @Order(1)
    void asksForAStoreBeforeItIsThere() {
        assertThat(mandate("plan")).isEqualTo(1);
        assertThat(line.err()).contains("there is no store").contains("mandate run --config");
    }

    @Test
    @Order(2)
    void saysWhoMustPublishAndChangesNothing() {
        String before = targets.catalogue("warehouse-prod");
        assertThat(mandate("run", "--once")).isEqualTo(3);
        assertThat(line.err()).contains("mandate operator add NAME --os-user " + ME);
        assertThat(targets.catalogue("warehouse-prod")).isEqualTo(before);
    }

    @Test
    @Order(3)
    void checksWithoutChangingATarget() {
        String before = targets.catalogue("warehouse-prod");
        assertThat(mandate("operator", "add", "ada", "--os-user", ME)).isZero();
        assertThat(mandate("run", "--once", "--check")).isIn(2, 3);
        assertThat(targets.catalogue("warehouse-prod")).isEqualTo(before);
    }

    @Test
    @Order(4)
    void createsWhatIsMissingAndHoldsRemovals() {
        assertThat(mandate("run", "--once", "--output", "json")).isEqualTo(3);
        View report = View.of(line.out());
        assertThat(report.views("deployments"))
                .extracting(one -> one.text("id") + " " + one.text("result"))
                .containsExactly("warehouse-dev converged", "warehouse-prod refused", "warehouse-staging converged");
        assertThat(report.number("policy_version")).isEqualTo(1);
        assertThat(report.view("ledger").number("size")).isPositive();
        assertThat(line.err()).contains("policy version 1 is in force");
    }

    @Test
    @Order(5)
    void refusesTheYesOfWhoPublishedAndTakesAnothers() {
        assertThat(mandate("operator", "add", "grace")).isZero();
        assertThat(mandate("plan", "warehouse-prod", "--output", "json")).isEqualTo(3);
        View plan = View.of(line.out());
        assertThat(plan.views("plans").getFirst().texts("scope"))
                .contains("memberships (authoritative): members of analyst, engineer, finance_reader")
                .anyMatch(line -> line.startsWith("outside: account:mandate"));
        String hash = plan.views("plans").getFirst().view("deployment").text("approve");
        assertThat(mandate("approve", hash, "--reason", "mine", "--token-file", token("ada")))
                .isEqualTo(3);
        assertThat(mandate("approve", hash, "--reason", "left years ago", "--token-file", token("grace")))
                .isZero();
        assertThat(mandate("run", "--once")).isZero();
        assertThat(mandate("run", "--once", "--output", "table")).isZero();
        assertThat(line.out()).contains("in_sync");
    }

    @Test
    @Order(6)
    void readsOnlyWithoutAToken() {
        assertThat(mandate("apply")).isEqualTo(3);
        assertThat(line.err()).contains("may not apply").contains("--token-file");
    }

    @Test
    @Order(7)
    void keepsThePolicyInForceWhereTheFolderIsFaulty() throws IOException {
        Path roles = folder.policy().resolve("roles.yaml");
        String good = Files.readString(roles);
        Files.writeString(roles, good.replace("risk: standard", "risk: none").replace("corp/analysts", "corp/nobody"));
        assertThat(mandate("run", "--once")).isEqualTo(3);
        assertThat(line.err()).contains("roles.yaml:").contains("the version before stays in force");
        Files.writeString(roles, good);
    }

    @Test
    @Order(8)
    void changesNothingWhereTheDirectoryCannotBeRead() throws IOException {
        String before = targets.catalogue("warehouse-prod");
        String good = Files.readString(config);
        Path other = config.resolveSibling("other.yaml");
        Files.writeString(folder.config().resolveSibling("wrong"), "hunter2");
        Files.writeString(other, good.replace("${file:credentials/password}", "${file:wrong}"));
        var elsewhere = new TestingCommandLine(other);
        assertThat(elsewhere.mandate("run", "--once")).isEqualTo(1);
        assertThat(elsewhere.err()).contains("source corp").doesNotContain("hunter2");
        assertThat(targets.catalogue("warehouse-prod")).isEqualTo(before);
        assertThat(mandate("run", "--once")).isZero();
    }

    @Test
    @Order(9)
    void plansAFolderAgainstTheDeploymentsAndStoresNothing() throws IOException {
        String before = targets.catalogue("warehouse-prod");
        Path same = folder.policy();
        assertThat(mandate("policy", "plan", same.toString(), "--output", "json"))
                .isZero();
        assertThat(View.of(line.out()).view("policy").flag("unchanged")).isTrue();
        assertThat(View.of(line.out()).views("plans"))
                .hasSize(3)
                .allMatch(plan -> plan.views("changes").isEmpty());

        Path other = Files.createDirectory(temporary.resolve("other"));
        new DemoPolicy(other, targets, Optional.empty()).write(DemoPolicy.GOVERN);
        Path more = Files.writeString(other.resolve("more.yaml"), """
                app-roles:
                  - {where: {deployment: warehouse-prod}, name: auditor, gives: ["schema:curated USAGE"]}
                """);
        assertThat(mandate("policy", "plan", other.toString(), "--output", "json"))
                .as(line.out())
                .isEqualTo(2);
        assertThat(View.of(line.out()).view("policy").texts("loosens")).isEmpty();
        assertThat(View.of(line.out()).views("plans").stream()
                        .flatMap(plan -> plan.views("changes").stream())
                        .map(change -> change.text("change")))
                .containsExactly("create app-role auditor", "give schema:curated USAGE to app-role:auditor");
        assertThat(mandate("policy", "plan", other.toString(), "--output", "table"))
                .isEqualTo(2);
        assertThat(line.out()).contains("This would be version 2", "warehouse-prod: 2 changes, 0 of them wait");
        Files.delete(more);

        Path faulty = Files.writeString(other.resolve("more.yaml"), "rolls: []\n");
        assertThat(mandate("policy", "plan", other.toString(), "--output", "json"))
                .isEqualTo(1);
        assertThat(View.of(line.out()).views("faults")).hasSize(1);
        Files.delete(faulty);

        Files.writeString(other.resolve("guards.yaml"), "guards: {max-removals: 5000}\n");
        assertThat(mandate("policy", "plan", other.toString(), "--output", "json"))
                .as(line.err())
                .isEqualTo(3);
        assertThat(View.of(line.out()).view("policy").texts("loosens"))
                .containsExactly("guards: max-removals is raised");
        assertThat(targets.catalogue("warehouse-prod")).isEqualTo(before);
    }

    @Test
    @Order(10)
    void refusesToPublishByHandWhereAFolderIsThePolicy() {
        assertThat(mandate("policy", "publish", folder.policy().toString(), "--token-file", token("ada")))
                .isEqualTo(3);
        assertThat(line.err())
                .contains(
                        config + " says policy: " + folder.policy(), "change it there", "take policy: out of the file");
    }

    private String token(String operator) {
        return folder.token(operator).toString();
    }

    private int mandate(String... words) {
        return line.mandate(words);
    }
}
