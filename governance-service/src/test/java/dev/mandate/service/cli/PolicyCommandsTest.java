package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One policy from its first plan to the export of a loosened version, as two operators would do it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PolicyCommandsTest {
    private static final String ROLES = "roles: [{id: analyst, gives: [{entitlements: [\"role:analyst\"]}]}]\n";
    private static final String LOOSER = ROLES + "guards: {max-removals: 50}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static Database store;

    @SuppressWarnings("NullAway.Init")
    private static TestingCommandLine line;

    @BeforeAll
    static void addOperators() throws IOException {
        line = new TestingCommandLine(TestingCommandLine.config(home, ""));
        // Held open, so that each command finds it running.
        store = Database.embedded(home.resolve("data"));
        line.addOperators("ada", "grace");
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

    private static String folder(String yaml) {
        try {
            Path folder = Files.createTempDirectory(home, "policy");
            Files.writeString(folder.resolve("policy.yaml"), yaml);
            return folder.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Order(1)
    void theFirstPlanSaysWhatWouldBeAndStoresNothing() {
        assertThat(mandate("policy", "plan", folder(ROLES), "--output", "table"))
                .isEqualTo(2);
        assertThat(line.out()).contains("This would be version 1, hash ");
        assertThat(mandate("policy", "export", home.resolve("none").toString())).isEqualTo(3);
        assertThat(line.err()).contains("no policy is published yet");
    }

    @Test
    @Order(2)
    void faultsAreShownWithTheirLineAndUnknownNamesAllAtOnce() {
        assertThat(mandate("policy", "plan", folder("rolls: []\n"), "--output", "table"))
                .isEqualTo(1);
        assertThat(line.err()).contains("policy.yaml:1:1", "did you mean 'roles'?", "1 | rolls: []");
        assertThat(as("ada", "policy", "publish", folder("rolls: []\n"), "--output", "json"))
                .isEqualTo(3);
        assertThat(line.out()).contains("\"valid\":false");
        String unknown = folder(ROLES + "mappings: [{group: corp/a, role: analyst}, {group: corp/b, role: analyst}]\n");
        assertThat(mandate("policy", "plan", unknown, "--output", "table")).isEqualTo(1);
        assertThat(line.out()).contains("unknown group 'corp/a'", "unknown group 'corp/b'");
        assertThat(as("ada", "policy", "publish", unknown)).isEqualTo(3);
        assertThat(line.err()).contains("unknown group 'corp/a'", "unknown group 'corp/b'");
    }

    @Test
    @Order(3)
    void publishesAsAnOperatorAndNobodyElse() {
        assertThat(mandate("policy", "publish", folder(ROLES))).isEqualTo(3);
        assertThat(line.err()).contains("may not publish");
        assertThat(as("ada", "policy", "publish", folder(ROLES), "--output", "table"))
                .isZero();
        assertThat(line.out()).startsWith("Version 1 is in force: hash ");
        assertThat(as("grace", "policy", "publish", folder("# the same\n" + ROLES), "--output", "json"))
                .isZero();
        assertThat(line.out()).contains("\"result\":\"unchanged\"", "\"version\":1");
        assertThat(mandate("policy", "plan", folder(ROLES), "--output", "json")).isZero();
        assertThat(line.out()).contains("\"unchanged\":true", "\"plans\":[]");
    }

    @Test
    @Order(4)
    void refusesWhatIsBasedOnAnotherVersion() {
        assertThat(as("ada", "policy", "publish", folder(ROLES + "time-zone: Europe/Zurich\n"), "--based-on", "0"))
                .isEqualTo(3);
        assertThat(line.err()).contains("version 1 is in force, published by ada", "based on version 0");
    }

    @Test
    @Order(5)
    void aLoosenedPolicyWaitsForTheWholeHashFromSomebodyElse() {
        assertThat(mandate("policy", "plan", folder(LOOSER), "--output", "table"))
                .isEqualTo(3);
        assertThat(line.out()).contains("It would wait for somebody else", "guards: max-removals is raised");
        assertThat(as("ada", "policy", "publish", folder(LOOSER), "--output", "json"))
                .isEqualTo(3);
        assertThat(line.out()).contains("\"result\":\"waiting\"", "\"version\":null");
        String hash = View.of(line.out()).text("hash");
        assertThat(hash).hasSize(64);
        assertThat(as("ada", "approve", hash, "--reason", "mine")).isEqualTo(3);
        assertThat(line.err()).contains("somebody else must approve");
        assertThat(as("grace", "approve", hash.substring(0, 12), "--reason", "short"))
                .isEqualTo(64);
        assertThat(line.err()).contains("whole hash: " + hash);
        assertThat(as("grace", "approve", "0123456789abcdef", "--reason", "other"))
                .isEqualTo(3);
        assertThat(as("grace", "approve", hash, "--reason", "after the merger", "--output", "table"))
                .isZero();
        assertThat(line.out()).isEqualTo("Version 2 is in force: hash " + hash + "\n");
    }

    @Test
    @Order(6)
    void whatIsExportedIsUnchangedWhenPublished() {
        Path folder = home.resolve("exported");
        assertThat(mandate("policy", "export", folder.toString(), "--output", "table"))
                .isZero();
        assertThat(line.out()).contains("roles.yaml", "rules.yaml", "version 2, hash ");
        assertThat(as("ada", "policy", "publish", folder.toString(), "--output", "json"))
                .isZero();
        assertThat(line.out()).contains("unchanged");
        assertThat(mandate("policy", "export", folder.toString())).isEqualTo(1);
        assertThat(line.err()).contains("is not empty");
        assertThat(mandate(
                        "policy",
                        "export",
                        home.resolve("old").toString(),
                        "--version-number",
                        "1",
                        "--output",
                        "json"))
                .isZero();
        assertThat(home.resolve("old/rules.yaml")).doesNotExist();
        assertThat(mandate("policy", "export", home.resolve("no").toString(), "--version-number", "9"))
                .isEqualTo(1);
        assertThat(line.err()).contains("there is no version 9 of the policy");
    }
}
