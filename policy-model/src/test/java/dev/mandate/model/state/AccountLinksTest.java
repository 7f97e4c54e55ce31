package dev.mandate.model.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.state.AccountLinks.Link;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountLinksTest {
    private static final Subject ANN = person("ann", "ann@example.org");
    private static final Subject BOB = person("bob", "bob@example.org");

    @Test
    void neverLinksByNameAloneUnlessTheDeploymentTrustsNames() {
        var account = account("ann", null, Map.of());
        assertThat(links(deployment(null, false), Map.of()).found(List.of(account), List.of(ANN)))
                .isEmpty();
        assertThat(links(deployment(null, true), Map.of()).found(List.of(account), List.of(ANN)))
                .containsExactly(new Link(account.name(), ANN.id(), LinkEvidence.NAME));
    }

    @Test
    void linksByMailWhateverItsCase() {
        var account = account("a1", null, Map.of("email", "Ann@Example.org"));
        assertThat(links(deployment(null, false), Map.of()).found(List.of(account), List.of(ANN, BOB)))
                .containsExactly(new Link(account.name(), ANN.id(), LinkEvidence.MAIL));
    }

    @Test
    void doesNotGuessWhereTwoAccountsOrTwoSubjectsHaveOneMail() {
        var one = account("a1", null, Map.of("email", "ann@example.org"));
        var two = account("a2", null, Map.of("email", "ann@example.org"));
        var rules = links(deployment(null, false), Map.of());
        assertThat(rules.found(List.of(one, two), List.of(ANN))).isEmpty();
        assertThat(rules.found(List.of(one), List.of(ANN, person("ann2", "ann@example.org"))))
                .isEmpty();
    }

    @Test
    void aTwinThatIsLinkedAlreadyStillMakesAMailAmbiguous() {
        var linked = account("a1", null, Map.of("email", "ann@example.org"));
        var twin = account("a2", null, Map.of("email", "ann@example.org"));
        assertThat(links(deployment(null, false), Map.of(ANN.id(), linked.name()))
                        .found(List.of(linked, twin), List.of(ANN, BOB)))
                .isEmpty();
    }

    @Test
    void theAttributeRuleComesBeforeMail() {
        var account = account("a1", null, Map.of("email", "bob@example.org", "employee", "7"));
        var ann = new Subject(ANN.id(), SubjectState.ACTIVE, 1, Map.of("username", "ann", "employee", "7"));
        assertThat(links(deployment("employee", false), Map.of()).found(List.of(account), List.of(ann, BOB)))
                .containsExactly(new Link(account.name(), ANN.id(), LinkEvidence.ATTRIBUTE));
    }

    @Test
    void followsARenameByTheNativeId() {
        var renamed = account("ann-new", "42", Map.of());
        var rules = new AccountLinks(
                deployment(null, false), Map.of(ANN.id(), AccountName.of("ann")), Map.of("42", AccountName.of("ann")));
        assertThat(rules.found(List.of(renamed), List.of(ANN)))
                .containsExactly(new Link(renamed.name(), ANN.id(), LinkEvidence.NATIVE_ID));
        assertThat(rules.found(List.of(renamed, account("ann", "43", Map.of())), List.of(ANN)))
                .as("the old name is still there: no rename")
                .isEmpty();
    }

    @Test
    void neverLinksTheAgentASuperuserOrABuiltIn() {
        var rules = links(deployment(null, true), Map.of());
        for (AccountKind kind : List.of(AccountKind.AGENT, AccountKind.BUILT_IN)) {
            var account =
                    new ObservedAccount(AccountName.of("ann"), kind, AccountStatus.ENABLED, null, false, Map.of());
            assertThat(rules.found(List.of(account), List.of(ANN))).isEmpty();
        }
        var superuser = new ObservedAccount(
                AccountName.of("ann"), AccountKind.PERSONAL, AccountStatus.ENABLED, null, true, Map.of());
        assertThat(rules.found(List.of(superuser), List.of(ANN))).isEmpty();
    }

    private static AccountLinks links(Deployment deployment, Map<SubjectId, AccountName> linked) {
        return new AccountLinks(deployment, linked, Map.of());
    }

    private static Deployment deployment(@Nullable String linkBy, boolean trustNames) {
        return new Deployment(
                DeploymentId.of("shop"),
                ApplicationName.of("postgresql"),
                null,
                new TreeMap<>(),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                Modes.OBSERVE_ALL,
                AccountPattern.USERNAME,
                SignIn.EXTERNAL,
                linkBy,
                trustNames);
    }

    private static ObservedAccount account(String name, @Nullable String nativeId, Map<String, String> attributes) {
        return new ObservedAccount(
                AccountName.of(name), AccountKind.PERSONAL, AccountStatus.ENABLED, nativeId, false, attributes);
    }

    private static Subject person(String username, String email) {
        return new Subject(
                SubjectId.of("corp:" + username), SubjectState.ACTIVE, 1, Map.of("username", username, "email", email));
    }
}
