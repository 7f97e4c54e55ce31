package dev.mandate.model.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessValuesTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @Test
    void isValidFromItsStartToJustBeforeItsEnd() {
        var hour = new Validity(NOON, NOON.plusSeconds(3600));
        assertThat(hour.includes(NOON.minusNanos(1))).isFalse();
        assertThat(hour.includes(NOON)).isTrue();
        assertThat(hour.includes(NOON.plusSeconds(3600).minusNanos(1))).isTrue();
        assertThat(hour.includes(NOON.plusSeconds(3600))).isFalse();
        assertThat(Validity.ALWAYS.includes(Instant.MIN)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> new Validity(NOON, NOON));
    }

    @Test
    void selectsByAllKeysAndAnyOfTheirValues() {
        Deployment prod = deployment(Map.of("env", "prod", "region", "eu"));
        assertThat(Selector.ALL.matches(prod)).isTrue();
        assertThat(labels(Map.of("env", Set.of("prod", "staging"))).matches(prod))
                .isTrue();
        assertThat(labels(Map.of("env", Set.of("staging"))).matches(prod)).isFalse();
        assertThat(labels(Map.of("env", Set.of("prod"), "region", Set.of("us"))).matches(prod))
                .isFalse();
        assertThat(labels(Map.of("team", Set.of("data"))).matches(prod)).isFalse();
        var elsewhere = new Selector(Set.of(ApplicationName.of("shop")), Set.of(prod.id()), new TreeMap<>());
        assertThat(elsewhere.matches(prod)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> labels(Map.of("env", Set.of())));
    }

    private static Selector labels(Map<String, Set<String>> labels) {
        return new Selector(Set.of(), Set.of(), new TreeMap<>(labels));
    }

    private static Deployment deployment(Map<String, String> labels) {
        return new Deployment(
                DeploymentId.of("pos"),
                ApplicationName.of("till"),
                null,
                new TreeMap<>(labels),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                Modes.OBSERVE_ALL,
                AccountPattern.USERNAME,
                SignIn.EXTERNAL,
                null,
                false);
    }

    @Test
    void namesAccountsByAttributes() {
        Subject ann = subject(Map.of("username", "Ann", "dept", "$1\\0"));
        assertThat(AccountPattern.of("{username|lower}@{dept}").nameOf(ann)).contains(AccountName.of("ann@$1\\0"));
        assertThat(AccountPattern.of("{username}").nameOf(ann)).contains(AccountName.of("Ann"));
        assertThat(AccountPattern.of("x-{mail}").nameOf(ann)).isEmpty();
        assertThat(AccountPattern.of("{a} {b|lower}").attributes()).isEqualTo(List.of("a", "b"));
    }

    @Test
    void namesNoAccountByUnfitAttributes() {
        assertThat(AccountPattern.USERNAME.nameOf(subject(Map.of("username", " "))))
                .isEmpty();
        assertThat(AccountPattern.USERNAME.nameOf(subject(Map.of("username", "a\u0000b"))))
                .isEmpty();
        assertThat(AccountPattern.USERNAME.nameOf(subject(Map.of("username", "x".repeat(2_000)))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ann", "{}", "{user name}", "{username", "username}", "{username|upper}", "{{username}}"})
    void refusesPatternsThatNameNoAttribute(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AccountPattern.of(text));
    }

    private static Subject subject(Map<String, String> attributes) {
        return new Subject(SubjectId.of("s1"), SubjectState.ACTIVE, 1, attributes);
    }

    @Test
    void takesADoubtForWideningAndForNarrowing() {
        assertThat(Direction.BOTH.mayWiden() && Direction.BOTH.mayNarrow()).isTrue();
        assertThat(Direction.WIDENS.reversed()).isEqualTo(Direction.NARROWS);
    }

    @Test
    void allowsWhatIsGreaterOfTheTwoPartsOfALimit() {
        var limit = new GuardLimits.Limit(10, 5);
        assertThat(limit.allowed(10)).isEqualTo(5);
        assertThat(limit.allowed(1_000)).isEqualTo(100);
        assertThat(limit.strictest(new GuardLimits.Limit(50, 1))).isEqualTo(new GuardLimits.Limit(10, 1));
    }

    @Test
    void comparesReleasesNumberByNumber() {
        assertThat(Release.of("3.10")).isGreaterThan(Release.of("3.9.9"));
        assertThat(Release.of("3")).isEqualByComparingTo(Release.of("3.0"));
    }

    @Test
    void ordersPrincipalsAndGrantsTotally() {
        Principal account = new Principal.Account(AccountName.of("z"));
        Principal role = new Principal.AppRole(AppRoleName.of("a"));
        assertThat(account).isLessThan(role);
        assertThat(new Grant(account, EntitlementText.parse("role:b")))
                .isLessThan(new Grant(account, EntitlementText.parse("role:c")));
    }
}
