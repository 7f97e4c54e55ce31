package dev.mandate.service.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Pins;
import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.access.Policy;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SubjectId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PinningTest {
    private static final GroupRef ANALYSTS = GroupRef.parse("corp/analysts");
    private static final SubjectRef ANN = SubjectRef.parse("corp/ann");
    private static final Policy POLICY = policy("""
            roles: [{id: analyst, gives: [{entitlements: ["role:x"]}]}]
            mappings: [{group: corp/analysts, role: analyst}]
            assignments: [{subject: corp/ann, role: analyst, reason: test}]
            """);

    private final InMemoryNames names =
            new InMemoryNames().group("analysts", "g1").subject("ann", "s1", 1);

    @Test
    void tiesNamesToIds() {
        var pinning = Pinning.of(POLICY, Pinning.NONE, names);
        assertThat(pinning.unknown()).isEmpty();
        assertThat(pinning.pins().groups()).containsEntry(ANALYSTS, GroupId.of("corp:g1"));
        assertThat(pinning.pins().subjects()).containsEntry(ANN, new Stay(SubjectId.of("s1"), 1));
    }

    @Test
    void namesTheNearestOfAnUnknownName() {
        var pinning = Pinning.of(POLICY, Pinning.NONE, new InMemoryNames().group("analyst", "g1"));
        assertThat(pinning.unknown())
                .containsExactlyInAnyOrder(
                        "unknown group 'corp/analysts'; did you mean 'corp/analyst'?",
                        "unknown subject 'corp/ann'; check the name and the source");
    }

    @Test
    void freezesANameThatBelongsToAnotherGroupNow() {
        Pins before = Pinning.of(POLICY, Pinning.NONE, names).pins();
        names.group("analysts", "g2");
        var pinning = Pinning.of(POLICY, before, names);
        assertThat(pinning.pins().groups()).containsEntry(ANALYSTS, GroupId.of("corp:g1"));
        assertThat(pinning.pins().frozen()).containsExactly(ANALYSTS);
        assertThat(pinning.findings()).extracting(Finding::code).containsExactly(FindingCode.GROUP_REPLACED);
        assertThat(pinning.findings().getFirst().message()).contains("write corp/id:g2");
    }

    @Test
    void refusesANameThatSeveralGroupsHave() {
        names.group("analysts", "g1", "g2");
        assertThat(Pinning.of(POLICY, Pinning.NONE, names).unknown())
                .containsExactly(
                        "2 groups have the name 'corp/analysts'; write the one you mean by its id, e.g. corp/id:g1");
        Pins before = new Pins(
                Map.of(ANALYSTS, GroupId.of("corp:g2")), Map.of(ANN, new Stay(SubjectId.of("s1"), 1)), Set.of());
        assertThat(Pinning.of(POLICY, before, names)).isEqualTo(new Pinning(before, List.of(), List.of()));
    }

    @Test
    void triesToGuessOnlySoManyNames() {
        var many = new StringBuilder("mappings:\n");
        for (var i = 0; i < 100; i++) {
            many.append("  - {group: corp/analyst").append(i).append(", role: analyst}\n");
        }
        var policy = policy("roles: [{id: analyst, gives: [{entitlements: [\"role:x\"]}]}]\n" + many);
        assertThat(Pinning.of(policy, Pinning.NONE, names).unknown())
                .hasSize(100)
                .filteredOn(sentence -> sentence.contains("did you mean"))
                .hasSize(20);
    }

    @Test
    void followsARenamedGroupAndReportsADeletedOne() {
        Pins before = Pinning.of(POLICY, Pinning.NONE, names).pins();
        names.rename("analysts", "data-analysts");
        var renamed = Pinning.of(POLICY, before, names);
        assertThat(renamed.pins().groups()).containsEntry(ANALYSTS, GroupId.of("corp:g1"));
        assertThat(renamed.findings()).isEmpty();

        var deleted = Pinning.of(POLICY, before, new InMemoryNames().subject("ann", "s1", 1));
        assertThat(deleted.unknown()).isEmpty();
        assertThat(deleted.findings()).extracting(Finding::code).containsExactly(FindingCode.GROUP_GONE);
    }

    @Test
    void givesNothingToAReturnedPersonOrToTheNextOwnerOfAName() {
        Pins before = Pinning.of(POLICY, Pinning.NONE, names).pins();
        names.subject("ann", "s1", 2);
        assertThat(Pinning.of(POLICY, before, names).pins().subjects())
                .containsEntry(ANN, new Stay(SubjectId.of("s1"), 1));
        names.subject("ann", "s9", 1);
        var another = Pinning.of(POLICY, before, names);
        assertThat(another.pins().subjects()).containsEntry(ANN, new Stay(SubjectId.of("s1"), 1));
        assertThat(another.findings()).extracting(Finding::code).containsExactly(FindingCode.SUBJECT_GONE);
    }

    @Test
    void pinsReadBackEqual() {
        Pins pins = new Pins(
                Pinning.of(POLICY, Pinning.NONE, names).pins().groups(),
                Pinning.of(POLICY, Pinning.NONE, names).pins().subjects(),
                Set.of(GroupRef.parse("corp/id:Ü \"x\"")));
        assertThat(PinsJson.read(CanonicalJson.text(PinsJson.of(pins)))).isEqualTo(pins);
    }

    static Policy policy(String yaml) {
        var files = new TreeMap<String, String>();
        files.put("policy.yaml", yaml);
        return PolicyFolder.read(files, Optional.of(TestApplications.both()))
                .policy()
                .orElseThrow();
    }
}
