package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.LAST_USED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Remit;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.reconcile.FactsController.DeploymentCheckView;
import dev.mandate.service.reconcile.FactsController.SettingView;
import dev.mandate.service.reconcile.FactsController.WayView;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a deployment tells beside accounts and grants: kept as told, unknown where it was not. */
class FactFindingTest {
    private static final Ungoverned.Way TRUST = new Ungoverned.Way(
            Ungoverned.Kind.TRUST_LOGIN, "all", "line 7", "nobody is asked for a password", "ask for one");
    private static final Ungoverned.Way KEY =
            new Ungoverned.Way(Ungoverned.Kind.API_KEY, "zoe", "key 3", "has no end", "end it");
    private static final LoginSync.Fact SYNC = new LoginSync.Fact(
            "SYNC_AT_LOGIN",
            "true",
            Set.of(Facet.MEMBERSHIPS, Facet.ACCOUNTS),
            "every sign-in replaces the roles",
            "set SYNC_AT_LOGIN to false");

    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    private PolicyVersion published(Modes modes) {
        fleet.target("lab");
        fleet.policy.deployment("shop", modes).deployment("lab", TestPolicy.GOVERN);
        return fleet.refresh().publishStored();
    }

    private DeploymentCheckView check(String deployment) {
        return fleet.get(FactsController.class).check(TestingFleet.GRACE, DeploymentId.of(deployment));
    }

    @Test
    void whatWasToldStaysAsOfThenUntilTheNextAnswer() {
        PolicyVersion version = published(TestPolicy.GOVERN);
        assertThat(check("shop").ways().answer()).isEqualTo("never-asked");
        assertThat(check("shop").ways().told()).isNull();

        shop.told().ways(new Ungoverned.Found(List.of(TRUST), List.of("keys are not shown: grant x")));
        fleet.run(version, "shop");
        DeploymentCheckView first = check("shop");
        assertThat(first.ways().answer()).isEqualTo("told");
        assertThat(first.ways().unseen()).containsExactly("keys are not shown: grant x");
        assertThat(first.ways().found()).extracting(WayView::kind).containsExactly("trust-login");

        fleet.advance(Duration.ofHours(1));
        shop.told().ways(new Ungoverned.Found(List.of(KEY, TRUST), List.of()));
        shop.always(Call.FACTS, Fault.UNREACHABLE);
        assertThat(fleet.run(version, "shop").result()).as("costs nothing else").isEqualTo(Result.IN_SYNC);
        DeploymentCheckView silent = check("shop");
        assertThat(silent.ways().answer()).isEqualTo("failed");
        assertThat(silent.ways().code()).isEqualTo("unreachable");
        assertThat(silent.ways().told()).isEqualTo(first.ways().told());
        assertThat(silent.ways().found()).isEqualTo(first.ways().found());
        assertThat(silent.ways().unseen()).isEqualTo(first.ways().unseen());

        shop.heal();
        fleet.run(version, "shop");
        DeploymentCheckView second = check("shop");
        assertThat(second.ways().found()).extracting(WayView::kind).containsExactly("api-key", "trust-login");
        assertThat(second.ways().found().getLast())
                .isEqualTo(first.ways().found().getFirst());
        assertThat(second.ways().found().getFirst().since())
                .isAfter(first.ways().told());
        assertThat(second.ways().unseen()).isEmpty();
    }

    @Test
    void theLedgerSaysWhatChangedAndNamesNobody() {
        PolicyVersion version = published(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        assertThat(fleet.entries("ways-in.found")).as("nothing is no news").isEmpty();
        shop.told().ways(new Ungoverned.Found(List.of(KEY, TRUST), List.of()));
        shop.told().settings(new LoginSync.Facts(List.of(SYNC), List.of()));
        fleet.run(version, "shop");
        fleet.run(version, "shop");
        assertThat(fleet.entries("ways-in.found"))
                .singleElement()
                .asString()
                .contains("\"api-key\":1", "\"trust-login\":1")
                .doesNotContain("zoe");
        assertThat(fleet.entries("sign-in.settings")).singleElement().asString().contains("SYNC_AT_LOGIN");
        shop.told().ways(new Ungoverned.Found(List.of(), List.of()));
        fleet.run(version, "shop");
        assertThat(fleet.entries("ways-in.found")).hasSize(2);
    }

    @Test
    void usesAreKeptAsToldAndUnknownHasNoRow() {
        PolicyVersion version = published(TestPolicy.GOVERN);
        for (String name : List.of("ann", "bob")) {
            shop.account(new ObservedAccount(
                    AccountName.of(name), AccountKind.PERSONAL, AccountStatus.ENABLED, "id-" + name, false, Map.of()));
        }
        shop.told().used("ann", Instant.parse("2026-01-01T07:00:00Z"));
        fleet.run(version, "shop");
        assertThat(uses()).containsExactly("ann 2026-01-01T07:00:00Z", "bob never");
        shop.always(Call.FACTS, Fault.UNREACHABLE);
        fleet.run(version, "shop");
        assertThat(uses()).as("not answered").hasSize(2);
        shop.heal();
        shop.told().nothing();
        fleet.run(version, "shop");
        assertThat(uses()).as("not offered any more").isEmpty();
    }

    private List<String> uses() {
        return fleet.get(DSLContext.class)
                .selectFrom(LAST_USED)
                .where(LAST_USED.DEPLOYMENT.eq("shop"), LAST_USED.ACCOUNT.in("ann", "bob"))
                .orderBy(LAST_USED.ACCOUNT)
                .fetch(row -> row.getAccount() + " " + (row.getUsed() == null ? "never" : row.getUsed()));
    }

    @Test
    void whatIsNoLongerOfferedIsNoLongerKnown() {
        PolicyVersion version = published(TestPolicy.GOVERN);
        shop.told().ways(new Ungoverned.Found(List.of(TRUST), List.of("x")));
        fleet.run(version, "shop");
        shop.told().nothing();
        fleet.run(version, "shop");
        assertThat(check("shop").ways().answer()).isEqualTo("not-offered");
        assertThat(check("shop").ways().found()).isEmpty();
        assertThat(check("shop").ways().unseen()).isEmpty();
    }

    @Test
    void aSettingNamesTheModesThatItWorksAgainst() {
        shop.told().settings(new LoginSync.Facts(List.of(SYNC), List.of("the rest is in a file")));
        fleet.run(published(new Modes(Mode.OBSERVE, Mode.ADDITIVE, Mode.AUTHORITATIVE)), "shop");
        DeploymentCheckView check = check("shop");
        assertThat(check.signIn().unseen()).containsExactly("the rest is in a file");
        SettingView setting = check.signIn().found().getFirst();
        assertThat(setting.changes()).containsExactly("accounts", "memberships");
        assertThat(setting.contradicts()).containsExactly("memberships: additive");
        assertThat(setting.fix()).isEqualTo("set SYNC_AT_LOGIN to false");
    }

    @Test
    void whoMayNotSeeTheDeploymentIsNotToldThatItIsThere() {
        published(TestPolicy.GOVERN);
        fleet.people.person("ann");
        fleet.refresh();
        Caller ann = Caller.signedIn(
                fleet.subject("ann").id(),
                Set.of(new Remit(Set.of(Permission.ACCESS_READ), TestingFleet.only("shop"))),
                Instant.EPOCH);
        FactsController controller = fleet.get(FactsController.class);
        assertThat(controller.check(ann, DeploymentId.of("shop")).deployment()).isEqualTo("shop");
        assertThatExceptionOfType(NotAllowed.class)
                .isThrownBy(() -> controller.check(ann, DeploymentId.of("lab")))
                .withMessageContaining("policy names no deployment lab");
    }
}
