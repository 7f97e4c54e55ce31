package dev.mandate.model.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.cases.PolicyCase;
import dev.mandate.model.cases.PolicyCaseReader;
import dev.mandate.model.cases.Yaml;
import dev.mandate.model.subject.SubjectId;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyCasesTest {
    static List<PolicyCase> desired() {
        return PolicyCase.with("desired");
    }

    static List<PolicyCase> roles() {
        return PolicyCase.with("roles");
    }

    static List<PolicyCase> why() {
        return PolicyCase.with("why");
    }

    @ParameterizedTest
    @MethodSource("desired")
    void resolvesAsWritten(PolicyCase one) {
        Resolver resolver = Resolver.of(one.snapshot());
        Yaml expected = one.file().in("desired");
        for (String id : expected.keys()) {
            DesiredState state = resolver.desired(one.context(id));
            Yaml here = expected.in(id)
                    .only(
                            "grants",
                            "withheld",
                            "ending",
                            "ended",
                            "frozen",
                            "forbidden",
                            "findings",
                            "accounts",
                            "app-roles",
                            "deleting");

            assertThat(texts(state.grants().values().stream()
                            .map(grant -> grant.grant())
                            .collect(Collectors.toSet())))
                    .as("grants of %s", id)
                    .isEqualTo(grants(here, "grants"));
            assertThat(causes(state.withheld())).as("withheld of %s", id).isEqualTo(causes(here.in("withheld")));
            assertThat(causes(state.given())).as("ended of %s", id).isEqualTo(causes(here.in("ended")));
            assertThat(texts(state.frozen())).as("frozen of %s", id).isEqualTo(grants(here, "frozen"));
            assertThat(words(state.ending())).as("ending of %s", id).isEqualTo(words(here.in("ending")));
            assertThat(findings(state)).as("findings of %s", id).isEqualTo(new TreeSet<>(here.texts("findings")));
            assertThat(forbidden(state)).as("forbidden of %s", id).isEqualTo(forbidden(here.in("forbidden")));
            if (here.has("accounts")) {
                assertThat(accounts(state)).as("accounts of %s", id).isEqualTo(words(here.in("accounts")));
            }
            if (here.has("app-roles")) {
                assertThat(state.appRoles()).map(Object::toString).containsExactlyElementsOf(here.texts("app-roles"));
                assertThat(state.deleting()).map(Object::toString).containsExactlyElementsOf(here.texts("deleting"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("desired")
    void resolvesTwiceTheSame(PolicyCase one) {
        one.contexts()
                .values()
                .forEach(context -> assertThat(Resolver.of(one.snapshot()).desired(context))
                        .usingRecursiveComparison()
                        .isEqualTo(Resolver.of(one.snapshot()).desired(context)));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void authorisesForRolesAsWritten(PolicyCase one) {
        Resolver resolver = Resolver.of(one.snapshot());
        Yaml expected = one.file().in("roles");
        for (String subject : expected.keys()) {
            assertThat(resolver.rolesOf(SubjectId.of(subject)))
                    .map(RoleId::value)
                    .containsExactlyElementsOf(expected.texts(subject));
        }
    }

    @ParameterizedTest
    @MethodSource("why")
    void explainsAsWritten(PolicyCase one) {
        Resolver resolver = Resolver.of(one.snapshot());
        for (Yaml expected : one.file().each("why")) {
            String of = expected.only("subject", "of", "paths", "cut").need("of");
            int slash = of.indexOf('/');
            Why why = resolver.why(
                    SubjectId.of(expected.need("subject")),
                    one.context(of.substring(0, slash)),
                    EntitlementText.parse(of.substring(slash + 1)));

            assertThat(why.count()).isEqualTo(BigInteger.valueOf(expected.number("paths", 0)));
            assertThat(why.paths()).hasSize(expected.number("paths", 0));
            assertThat(why.cut()).map(Removal::toString).containsExactlyElementsOf(expected.texts("cut"));
        }
    }

    @Test
    void refusesACaseWithAMisspeltKey() {
        assertThatThrownBy(() -> PolicyCase.of("typo", "given: {subjets: {ann: active}}"))
                .hasMessageContaining("subjets");
    }

    private static Set<String> texts(Set<Grant> grants) {
        return grants.stream().map(Grant::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> grants(Yaml here, String key) {
        return texts(here.texts(key).stream().map(PolicyCaseReader::grant).collect(Collectors.toSet()));
    }

    private static Map<String, String> causes(Map<Grant, Cause> causes) {
        var found = new TreeMap<String, String>();
        causes.forEach((grant, cause) -> found.put(grant.toString(), word(cause)));
        return found;
    }

    private static Map<String, String> causes(Yaml causes) {
        var found = new TreeMap<String, String>();
        causes.keys().forEach(key -> found.put(PolicyCaseReader.grant(key).toString(), causes.need(key)));
        return found;
    }

    private static Map<String, String> words(Map<?, ? extends Enum<?>> map) {
        var found = new TreeMap<String, String>();
        map.forEach((key, value) -> found.put(key.toString(), word(value)));
        return found;
    }

    private static Map<String, String> words(Yaml map) {
        var found = new TreeMap<String, String>();
        map.keys().forEach(key -> found.put(key, map.need(key)));
        return found;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Set<String> findings(DesiredState state) {
        return state.findings().stream()
                .map(finding -> finding.code().code() + " " + finding.about())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, List<String>> forbidden(DesiredState state) {
        var found = new TreeMap<String, List<String>>();
        state.forbidden()
                .forEach((principal, list) -> found.put(
                        principal.toString(),
                        list.stream().map(EntitlementText::format).toList()));
        return found;
    }

    private static Map<String, List<String>> forbidden(Yaml forbidden) {
        var found = new TreeMap<String, List<String>>();
        forbidden
                .keys()
                .forEach(key -> found.put(PolicyCaseReader.principal(key).toString(), forbidden.texts(key)));
        return found;
    }

    private static Map<String, String> accounts(DesiredState state) {
        var found = new TreeMap<String, String>();
        state.accounts().forEach((name, account) -> found.put(name.value(), word(account.status())));
        return found;
    }
}
