package dev.mandate.service.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.Risk;
import dev.mandate.model.subject.PartyRef.GroupRef;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyFolderTest {
    @Test
    void readsTheExampleOfTheDesign() {
        PolicyReading reading = PolicyFolder.read(folder("example"), TestApplications.both());

        assertThat(reading.faults()).isEmpty();
        assertThat(reading.warnings()).isEmpty();
        Policy policy = reading.policy().orElseThrow();
        Deployment warehouse = policy.deployments().getLast();
        assertThat(warehouse.modes()).isEqualTo(new Modes(Mode.ADDITIVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE));
        assertThat(warehouse.connect())
                .containsEntry("password", "${secret:warehouse}")
                .containsEntry("port", "5432");
        assertThat(policy.roles().getFirst().owner()).isEqualTo(GroupRef.parse("corp/data-platform-leads"));
        assertThat(policy.roles().getFirst().gives()).hasSize(2);
        assertThat(policy.mappings().getFirst().validity().until()).isEqualTo(Instant.parse("2027-03-31T22:00:00Z"));
        assertThat(policy.guards().maxGains()).containsEntry(Risk.CRITICAL, Limit.count(1));
        assertThat(policy.timeZone()).hasToString("Europe/Zurich");
    }

    @Test
    void readsTheSamePolicyFromAnotherFileLayout() {
        Policy one = PolicyFolder.read(folder("example"), TestApplications.both())
                .policy()
                .orElseThrow();
        String roles = "roles:\n- {id: b, gives: []}\n";
        String more = "roles:\n- {id: a, gives: []}\n---\nroles:\n- {id: c}\n";
        assertThat(read(Map.of("x.yaml", roles, "y.yaml", more)).policy())
                .isEqualTo(read(Map.of("1.yaml", more, "2.yaml", roles)).policy())
                .isNotEqualTo(Optional.of(one));
    }

    private static PolicyReading read(Map<String, String> files) {
        return PolicyFolder.read(new java.util.TreeMap<>(files), Optional.of(TestApplications.both()));
    }

    static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(PolicyFolderTest.class.getResource("/policy/" + name))
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
