package dev.mandate.agent.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Vocabulary;
import org.junit.jupiter.api.Test;

class VocabularyFileTest {
    private static final String FILE = """
            application: shop
            releases: [1.0, 2.0]
            kinds:
              role:
                facet: memberships
                risk: standard
                sentence: "is in {resource}"
                options: [admin, {name: inherit, since: 2.0}]
              table:
                facet: role-content
                pattern: true
                risk: standard
                actions: [read, {name: vacuum, since: 2.0}, {name: lock, until: 2.0}]
                sentence: "can {action} {resource}"
                sentences: {read: "can see {resource}"}
              filter:
                facet: role-content
                adding: narrows
                risk: standard
              cube:
                facet: role-content
                risk: elevated
                since: 2.0
            items:
              - {matching: "role:owner", risk: critical}
              - {matching: "role:auditor", risk: elevated, since: 2.0}
            built-in: [owner, {name: auditor, since: 2.0}]
            neutral: ["table:home read", {matching: "table:start read", until: 2.0}]
            """;
    private final VocabularyFile file = VocabularyFile.parse("shop.yaml", FILE);
    private final Vocabulary first = file.vocabulary(Release.of("1.0"));
    private final Vocabulary second = file.vocabulary(Release.of("2.0"));

    @Test
    void givesEachReleaseWhatItHas() {
        assertThat(first.kinds()).containsOnlyKeys("role", "table", "filter");
        assertThat(second.kinds()).containsOnlyKeys("role", "table", "filter", "cube");
        assertThat(kind(first, "table").actions()).containsExactly("read", "lock");
        assertThat(kind(second, "table").actions()).containsExactly("read", "vacuum");
        assertThat(kind(first, "role").options()).containsExactly("admin");
        assertThat(kind(second, "role").options()).containsExactlyInAnyOrder("admin", "inherit");
        assertThat(first.isBuiltIn(AppRoleName.of("auditor"))).isFalse();
        assertThat(second.isBuiltIn(AppRoleName.of("auditor"))).isTrue();
        assertThat(first.isNeutral(EntitlementText.parse("table:start read"))).isTrue();
        assertThat(second.isNeutral(EntitlementText.parse("table:start read"))).isFalse();
        assertThat(second.risk(EntitlementText.parse("role:auditor"))).isEqualTo(Risk.ELEVATED);
        assertThat(first.risk(EntitlementText.parse("role:auditor"))).isEqualTo(Risk.STANDARD);
    }

    private static Vocabulary.Kind kind(Vocabulary vocabulary, String name) {
        return requireNonNull(vocabulary.kinds().get(name));
    }

    @Test
    void takesTheNearestOlderReleaseForOneBetweenTwo() {
        assertThat(file.vocabulary(Release.of("1.9")).kinds()).doesNotContainKey("cube");
        assertThat(file.vocabulary(Release.of("7")).kinds()).containsKey("cube");
    }

    @Test
    void keepsDirectionsAndSentences() {
        assertThat(first.adding(EntitlementText.parse("filter:eu"))).isEqualTo(Direction.NARROWS);
        assertThat(first.sentence(EntitlementText.parse("table:t read"))).isEqualTo("can see t");
        assertThat(first.sentence(EntitlementText.parse("table:t lock"))).isEqualTo("can lock t");
    }

    @Test
    void namesEveryFaultWithItsPlace() {
        var faulty = """
                application: Shop!
                releases: [one]
                colour: red
                kinds:
                  Table:
                    facet: contents
                    risk: low
                    actions: [read]
                    sentences: {write: "can write"}
                items:
                  - {matching: "no colon", risk: critical, risk: standard}
                neutral: {a: b}
                built-in: [&x a, *x, !secret b]
                """;
        assertThatThrownBy(() -> VocabularyFile.parse("shop.yaml", faulty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop.yaml:1:14: application")
                .hasMessageContaining("shop.yaml:2:12: release 'one'")
                .hasMessageContaining("shop.yaml:3:9: unknown key 'colour'; known here: application, built-in")
                .hasMessageContaining("shop.yaml:6:5: kind 'Table'")
                .hasMessageContaining("shop.yaml:6:12: 'contents' must be one of accounts, memberships, role-content")
                .hasMessageContaining("shop.yaml:7:11: 'low' must be one of standard, elevated, critical")
                .hasMessageContaining("shop.yaml:9:24: a sentence for 'write', which is not among the actions")
                .hasMessageContaining("shop.yaml:11:16: entitlement 'no colon'")
                .hasMessageContaining("shop.yaml:11:44: key 'risk' is given twice")
                .hasMessageContaining("shop.yaml:12:10: 'neutral' must be a list")
                .hasMessageContaining("anchors and aliases are not allowed")
                .hasMessageContaining("tag !secret is not allowed");
    }

    @Test
    void namesThePlaceWhereTheYamlItselfIsBroken() {
        assertThatThrownBy(() -> VocabularyFile.parse("shop.yaml", "kinds: [a\nb: c"))
                .hasMessageStartingWith("shop.yaml:2:");
        assertThatThrownBy(() -> VocabularyFile.parse("shop.yaml", "")).hasMessage("shop.yaml: the file is empty");
    }
}
