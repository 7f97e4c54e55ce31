package dev.mandate.service.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.Policy;
import dev.mandate.model.access.WrittenAssignment;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyExportTest {
    private static final int RUNS = 400;

    @Test
    void whatIsExportedReadsBackToTheSameHash() {
        for (long seed = 0; seed < RUNS; seed++) {
            Policy policy = new RandomPolicy(seed).policy();
            var files = PolicyExport.files(policy);
            PolicyReading reading = PolicyFolder.read(files, Optional.empty());
            assertThat(reading.faults()).as("seed %d: %s", seed, files).isEmpty();
            assertThat(reading.policy().map(PolicyHash::of))
                    .as("seed %d: %s", seed, files)
                    .contains(PolicyHash.of(policy));
            assertThat(reading.policy()).as("seed %d", seed).contains(PolicyOrder.sorted(policy));
        }
    }

    @Test
    void whatIsStoredReadsBackEqual() {
        for (long seed = 0; seed < RUNS; seed++) {
            Policy policy = new RandomPolicy(seed).policy();
            assertThat(PolicyJson.read(PolicyJson.canonical(policy)))
                    .as("seed %d", seed)
                    .isEqualTo(PolicyOrder.sorted(policy));
        }
    }

    @Test
    void theHashDoesNotDependOnOrder() {
        for (long seed = 0; seed < RUNS; seed++) {
            Policy policy = new RandomPolicy(seed).policy();
            assertThat(PolicyHash.of(reversed(policy))).as("seed %d", seed).isEqualTo(PolicyHash.of(policy));
        }
    }

    @Test
    void theHashDependsOnEveryWord() {
        Policy policy = PolicyFolder.read(PolicyFolderTest.folder("example"), TestApplications.both())
                .policy()
                .orElseThrow();
        WrittenAssignment first = policy.assignments().getFirst();
        var other = new Policy(
                policy.deployments(),
                policy.appRoles(),
                policy.roles(),
                policy.mappings(),
                List.of(new WrittenAssignment(
                        first.subject(), first.role(), first.where(), first.validity(), "off-call")),
                policy.constraints(),
                policy.guards(),
                policy.timeZone());
        assertThat(PolicyHash.of(other)).isNotEqualTo(PolicyHash.of(policy));
    }

    @Test
    void writesOnlyIntoAnEmptyFolder(@TempDir Path folder) throws IOException {
        Policy policy = PolicyFolder.read(PolicyFolderTest.folder("example"), TestApplications.both())
                .policy()
                .orElseThrow();
        Path target = folder.resolve("export");
        assertThat(PolicyExport.write(policy, target)).hasSize(5);
        assertThat(PolicyFolder.read(target, TestApplications.both()).policy()).contains(policy);
        assertThat(Files.readString(target.resolve("access.yaml"))).isEqualTo("""
                        mappings:
                          - group: corp/data-analysts
                            role: analyst
                            where: {labels: {env: prod}}
                            until: 2027-03-31
                            reason: DATA-112
                        assignments:
                          - subject: corp/ann
                            role: analyst
                            where: {deployment: warehouse-prod}
                            reason: on-call
                        """);
        assertThatThrownBy(() -> PolicyExport.write(policy, target)).isInstanceOf(DirectoryNotEmptyException.class);
    }

    @Test
    void writesNoFileOutsideItsFolder(@TempDir Path folder) {
        Path target = folder.resolve("export");
        for (String name : List.of("../x.yaml", "/tmp/x.yaml", "a/b.yaml", ".yaml.sh", "x.yaml\n")) {
            assertThatThrownBy(() -> PolicyExport.write(Map.of("roles.yaml", "", name, ""), target))
                    .hasMessageContaining("not named");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void sentFilesAreReadLikeAFolderAndNothingIsNoPolicy() {
        var roles = new PolicyFile("roles.yaml", "roles: [{id: a}]\n");
        assertThat(PolicyFolder.read(List.of(roles)).policy()).isPresent();
        assertThat(PolicyFolder.read(List.<PolicyFile>of()).faults()).hasSize(1);
        assertThat(PolicyFolder.read(List.of(roles, roles)).faults()).hasSize(1);
    }

    private static Policy reversed(Policy policy) {
        return new Policy(
                policy.deployments().reversed(),
                policy.appRoles().reversed(),
                policy.roles().reversed(),
                shuffled(policy.mappings()),
                shuffled(policy.assignments()),
                policy.constraints().reversed(),
                policy.guards(),
                policy.timeZone());
    }

    private static <T> List<T> shuffled(List<T> items) {
        var copy = new java.util.ArrayList<>(items);
        Collections.shuffle(copy, new java.util.Random(items.size()));
        return copy;
    }
}
