package dev.mandate.model.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectValuesTest {
    @Test
    void splitsAReferenceAtTheFirstSlash() {
        assertThat(GroupRef.parse("corp/eu/analysts"))
                .isEqualTo(new GroupRef(SourceId.of("corp"), "eu/analysts", false));
        assertThat(GroupRef.parse("corp/id:7f/3")).isEqualTo(new GroupRef(SourceId.of("corp"), "7f/3", true));
        assertThat(SubjectRef.parse("corp/ann")).hasToString("corp/ann");
        assertThat(GroupRef.parse("corp/id:7")).hasToString("corp/id:7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "corp", "/x", "corp/", "Corp/x", "corp/id:"})
    void refusesAReferenceThatNamesNobody(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> GroupRef.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "ä"})
    void refusesASourceThatIsNoSlug(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SourceId.of(text));
    }

    @Test
    void keepsNamesInOneUnicodeForm() {
        assertThat(SubjectId.of("Zu\u0308rich")).isEqualTo(SubjectId.of("Z\u00fcrich"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubjectId.of("a\nb"))
                .withMessageContaining("a?b");
        assertThat(Ids.isText("a\u0000")).isFalse();
        assertThat(Ids.isText("x".repeat(1_024))).isTrue();
        assertThat(Ids.isText("x".repeat(1_025))).isFalse();
    }

    @Test
    void letsTheMostRestrictiveStateWin() {
        for (SubjectState one : SubjectState.values()) {
            for (SubjectState other : SubjectState.values()) {
                SubjectState both = one.mostRestrictive(other);
                assertThat(both).isEqualTo(other.mostRestrictive(one));
                assertThat(both.mayHold()).isEqualTo(one.mayHold() && other.mayHold());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STAGED, STAGED, STAGED",
        "STAGED, ACTIVE, ACTIVE",
        "STAGED, SUSPENDED, SUSPENDED",
        "STAGED, LEFT, LEFT",
        "ACTIVE, STAGED, SUSPENDED",
        "ACTIVE, ACTIVE, ACTIVE",
        "ACTIVE, SUSPENDED, SUSPENDED",
        "ACTIVE, LEFT, LEFT",
        "SUSPENDED, STAGED, SUSPENDED",
        "SUSPENDED, ACTIVE, ACTIVE",
        "SUSPENDED, SUSPENDED, SUSPENDED",
        "SUSPENDED, LEFT, LEFT",
        "LEFT, STAGED, STAGED",
        "LEFT, ACTIVE, ACTIVE",
        "LEFT, SUSPENDED, SUSPENDED",
        "LEFT, LEFT, LEFT",
    })
    void nobodyIsStagedOnceTheyWereHere(SubjectState before, SubjectState stated, SubjectState now) {
        assertThat(before.next(stated)).isEqualTo(now);
    }

    @Test
    void copiesWhatItIsGiven() {
        var attributes = new HashMap<>(Map.of("username", "ann"));
        var ann = new Subject(SubjectId.of("s1"), SubjectState.ACTIVE, 1, attributes);
        attributes.clear();
        assertThat(ann.attribute("username")).contains("ann");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Subject(SubjectId.of("s1"), SubjectState.ACTIVE, 0, Map.of()));
    }
}
