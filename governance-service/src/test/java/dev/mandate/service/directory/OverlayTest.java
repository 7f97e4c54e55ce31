package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A part over what is stored makes a whole reading, or none where only a complete read can say. */
class OverlayTest {
    private static final SourceId CORP = SourceId.of("corp");
    private static final KnownSource KNOWN = new KnownSource(
            Map.of("ann", known("ann"), "bob", known("bob")),
            Map.of(
                    "g", new SourceGroup("g", "g", Set.of("ann", "bob"), Set.of("h"), 1),
                    "h", new SourceGroup("h", "h", Set.of(), Set.of(), 0)));

    private static KnownPerson known(String id) {
        return new KnownPerson(
                UUID.randomUUID(), id, Nature.PERSON, SubjectState.ACTIVE, 1, false, Map.of("username", id));
    }

    private static SourcePerson person(String id) {
        return new SourcePerson(id, SubjectState.ACTIVE, Map.of("username", id));
    }

    private static PartialReading part(List<SourcePerson> people, List<SourceGroup> groups) {
        return new PartialReading(people, groups, Map.of());
    }

    private static SourceDiff diff(PartialReading part, String... deleted) {
        return SourceDiff.between(
                KNOWN, Overlay.of(CORP, KNOWN, part, Set.of(deleted)).orElseThrow());
    }

    @Test
    void nothingIsNoDifference() {
        assertThat(diff(part(List.of(), List.of())).isEmpty()).isTrue();
        assertThat(diff(part(List.of(person("ann")), List.of())).isEmpty())
                .as("told twice, or of what does not matter here")
                .isTrue();
    }

    @Test
    void whoIsReadAgainAndNotThereIsNotTakenForLeft() {
        assertThat(diff(part(List.of(), List.of())).missing()).isEmpty();
    }

    @Test
    void whoIsDeletedByNameHasLeftAndIsNotMissing() {
        SourceDiff diff = diff(part(List.of(), List.of()), "ann", "somebody else");
        assertThat(diff.missing()).isEmpty();
        assertThat(diff.ended()).extracting(one -> one.now().externalId()).containsExactly("ann");
    }

    @Test
    void whoWasHereAndIsSaidToBeStagedIsSuspended() {
        var ann = new SourcePerson("ann", SubjectState.STAGED, Map.of("username", "ann"));
        SourceDiff diff = diff(part(List.of(ann), List.of()));
        assertThat(diff.ended())
                .singleElement()
                .satisfies(one -> assertThat(one.now().state()).isEqualTo(SubjectState.SUSPENDED));
    }

    @Test
    void whoIsDeletedAndThereAgainIsThere() {
        assertThat(diff(part(List.of(person("ann")), List.of()), "ann").isEmpty())
                .isTrue();
    }

    @Test
    void aDeletedGroupLeavesTheGroupsItWasIn() {
        SourceDiff diff = diff(part(List.of(), List.of()), "h");
        assertThat(diff.goneGroups()).extracting(SourceGroup::externalId).containsExactly("h");
        assertThat(diff.lost())
                .singleElement()
                .satisfies(lost -> assertThat(lost.groups()).containsExactly("h"));
    }

    @Test
    void aPrimaryGroupGetsWhoHasIt() {
        var part = new PartialReading(List.of(person("cleo")), List.of(), Map.of("cleo", "g"));
        SourceReading reading = Overlay.of(CORP, KNOWN, part, Set.of()).orElseThrow();
        assertThat(SourceDiff.between(KNOWN, reading).gained())
                .singleElement()
                .satisfies(gained -> assertThat(gained.people()).containsExactly("cleo"));
    }

    @Test
    void aMemberNobodyKnowsAsksForACompleteRead() {
        var part = part(List.of(), List.of(new SourceGroup("g", "g", Set.of("nobody"), Set.of(), 0)));
        assertThat(Overlay.of(CORP, KNOWN, part, Set.of())).isEqualTo(Optional.empty());
    }
}
