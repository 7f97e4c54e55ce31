package dev.mandate.model.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.subject.LinkRule.Identity;
import dev.mandate.model.subject.LinkRule.Link;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People of several sources are one person only where that is clear. */
class LinkRuleTest {
    private static final SourceId HR = SourceId.of("hr");
    private static final SourceId CORP = SourceId.of("corp");
    private static final SourceId LAB = SourceId.of("lab");
    private static final LinkRule RULE = new LinkRule("email", List.of(HR, CORP, LAB));

    private static boolean never(SubjectId identity, SubjectId to) {
        return false;
    }

    private static SubjectId id(String name) {
        return SubjectId.of(name);
    }

    private static Identity identity(String name, SourceId source) {
        return new Identity(id(name), source);
    }

    @Test
    void linksToTheFirstSourceThatStatesSomebody() {
        assertThat(RULE.judge(
                                List.of(identity("c", LAB), identity("a", HR), identity("b", CORP)),
                                Map.of(),
                                LinkRuleTest::never)
                        .links())
                .containsExactly(new Link(id("b"), id("a")), new Link(id("c"), id("a")));
        assertThat(RULE.judge(List.of(identity("c", LAB), identity("b", CORP)), Map.of(), LinkRuleTest::never)
                        .links())
                .containsExactly(new Link(id("c"), id("b")));
        assertThat(RULE.judge(List.of(identity("c", LAB)), Map.of(), LinkRuleTest::never)
                        .links())
                .isEmpty();
    }

    @Test
    void linksNobodyWhereOneSourceStatesTwo() {
        LinkRule.Answer answer = RULE.judge(
                List.of(identity("a", HR), identity("b", CORP), identity("b2", CORP), identity("c", LAB)),
                Map.of(),
                LinkRuleTest::never);
        assertThat(answer.links()).isEmpty();
        assertThat(answer.doubt()).hasValueSatisfying(why -> assertThat(why).contains("2 people of corp"));
    }

    @Test
    void leavesWhatIsLinkedAndWhatAPersonUndid() {
        List<Identity> both = List.of(identity("a", HR), identity("b", CORP));
        assertThat(RULE.judge(both, Map.of(id("b"), id("a")), LinkRuleTest::never))
                .isEqualTo(new LinkRule.Answer(List.of(), java.util.Optional.empty()));
        assertThat(RULE.judge(both, Map.of(), (identity, to) -> true).links()).isEmpty();
        LinkRule.Answer other = RULE.judge(both, Map.of(id("b"), id("x")), LinkRuleTest::never);
        assertThat(other.links()).isEmpty();
        assertThat(other.doubt()).isPresent();
    }

    @Test
    void neverLinksInACircle() {
        assertThat(RULE.judge(
                                List.of(identity("a", HR), identity("b", CORP)),
                                Map.of(id("a"), id("b")),
                                LinkRuleTest::never)
                        .links())
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Identities.root(id("a"), Map.of(id("a"), id("b"), id("b"), id("a"))))
                .withMessageContaining("circle");
    }

    @Test
    void isAboutTwoOrMoreSources() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LinkRule("email", List.of(HR)));
        assertThatIllegalArgumentException().isThrownBy(() -> new LinkRule("email", List.of(HR, HR)));
    }
}
