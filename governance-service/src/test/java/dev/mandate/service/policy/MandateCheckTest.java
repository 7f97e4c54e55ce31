package dev.mandate.service.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyLoosening;
import dev.mandate.service.yaml.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How policy describes Mandate itself. */
class MandateCheckTest {
    private static final String GOOD = """
            deployments:
              - id: mandate
                application: mandate
                connect: {}
                manage: {accounts: additive, role-content: authoritative}
            roles:
              - id: console-viewer
                description: Looks at development
                gives:
                  - {where: {deployment: mandate}, entitlements: ["preset:viewer?labels.env=dev"]}
            """;

    @Test
    void theExampleOfThePageIsValid() throws IOException {
        String page = Files.readString(Path.of("../docs/permissions.md"));
        String example = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```\n"));
        assertThat(read(example).faults()).isEmpty();
        assertThat(read(example).warnings()).isEmpty();
        assertThat(read(GOOD).faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: mandate | id: other | the deployment with id mandate is Mandate itself",
                "application: mandate | application: airflow | the deployment with id mandate is Mandate itself",
                "accounts: additive | accounts: observe | what nobody gives in Mandate itself must not be there",
                "role-content: authoritative | role-content: additive | what nobody gives in Mandate itself must not be there",
                "application: mandate | application: mandate, trust-names: true | whose it was made for",
                "application: mandate | application: mandate, link-by: email | whose it was made for",
                "application: mandate | application: mandate, agent: far-away | no remote agent",
                "preset:viewer? | preset:vewer? | there is no preset 'vewer'",
                "labels.env=dev | labels.env=prod,dev | is to be written",
                "labels.env=dev | env=dev | is no key",
                "preset:viewer? | role:viewer? | has no kind",
            })
    void saysWhatIsWrongWithItsPlace(String right, String wrong, String message) {
        String flow = GOOD.replace("""
              - id: mandate
                application: mandate
                connect: {}
                manage: {accounts: additive, role-content: authoritative}
            """, """
              - {id: mandate, application: mandate, connect: {}, manage: {accounts: additive, role-content: authoritative}}
            """);
        assertThat(read(flow.replace(right, wrong)).faults())
                .extracting(Fault::message)
                .anyMatch(found -> found.contains(message));
    }

    @Test
    void whoeverWidensItNeedsASecondPerson() {
        Policy before = read(GOOD).policy().orElseThrow();
        Policy wider = read(GOOD.replace("preset:viewer?labels.env=dev", "preset:operator"))
                .policy()
                .orElseThrow();
        Policy mapped = read(GOOD + "mappings:\n  - {group: corp/all, role: console-viewer, reason: x}\n")
                .policy()
                .orElseThrow();
        Policy gone = read(GOOD.replaceAll("(?s)deployments:.*roles:", "roles:")
                        .replace("{deployment: mandate}", "{application: mandate}"))
                .policy()
                .orElseThrow();
        assertThat(PolicyLoosening.between(before, wider).reasons())
                .containsExactly("role console-viewer gives more in Mandate itself");
        assertThat(PolicyLoosening.between(before, mapped).reasons())
                .containsExactly("group corp/all gets role console-viewer in Mandate itself");
        assertThat(PolicyLoosening.between(before, gone).reasons())
                .containsExactly("deployment mandate is managed no longer");
        assertThat(PolicyLoosening.between(wider, before).isLooser()).isTrue();
    }

    private static PolicyReading read(String text) {
        var files = new TreeMap<String, String>();
        files.put("policy.yaml", text);
        return PolicyFolder.read(files, Optional.of(Applications.installed()));
    }
}
