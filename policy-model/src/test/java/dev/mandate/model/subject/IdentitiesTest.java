package dev.mandate.model.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What several sources state about somebody is one subject. */
class IdentitiesTest {
    private static Subject subject(String id, SubjectState state, int tenure, Map<String, String> attributes) {
        return new Subject(SubjectId.of(id), state, tenure, attributes);
    }

    private static Identities linked(Subject... stated) {
        return new Identities(
                List.of(stated), Map.of(SubjectId.of("b"), SubjectId.of("a"), SubjectId.of("c"), SubjectId.of("b")));
    }

    @Test
    void theMostRestrictiveStateWinsWhoeverStatesIt() {
        for (SubjectState one : SubjectState.values()) {
            for (SubjectState other : SubjectState.values()) {
                Identities both = linked(subject("a", one, 1, Map.of()), subject("b", other, 1, Map.of()));
                assertThat(both.subjects().values())
                        .extracting(Subject::state)
                        .containsExactly(one.mostRestrictive(other));
            }
        }
    }

    @Test
    void theSubjectThatOthersAreLinkedToSaysWhoTheyAre() {
        Identities all = linked(
                subject("a", SubjectState.ACTIVE, 3, Map.of("username", "ann")),
                subject("b", SubjectState.ACTIVE, 2, Map.of("username", "a.b", "phone", "1")),
                subject("c", SubjectState.ACTIVE, 1, Map.of("room", "7")));
        assertThat(all.subjects())
                .isEqualTo(Map.of(
                        SubjectId.of("a"),
                        subject("a", SubjectState.ACTIVE, 3, Map.of("username", "ann", "phone", "1", "room", "7"))));
        assertThat(all.links())
                .isEqualTo(Map.of(
                        SubjectId.of("b"), new Directory.Linked(SubjectId.of("a"), 2),
                        SubjectId.of("c"), new Directory.Linked(SubjectId.of("a"), 1)));
    }

    @Test
    void linksToWhatNobodyStatesCountForNothing() {
        Identities alone = linked(subject("b", SubjectState.ACTIVE, 1, Map.of()));
        assertThat(alone.subjects()).containsOnlyKeys(SubjectId.of("b"));
        assertThat(alone.links()).isEmpty();
    }
}
