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

    private String token(String operator) {
        return folder.token(operator).toString();
    }

    private int mandate(String... words) {
        return line.mandate(words);
    }
}
