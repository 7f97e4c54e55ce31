package dev.mandate.service.reconcile;

import static dev.mandate.tables.access.Tables.APPROVED_CHANGE;
import static dev.mandate.tables.reconcile.Tables.HOLDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What modes, scope, guards, evidence and Holds let happen to a deployment. */
class ReconcileTest {
    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Ann and bob read curated tables by way of a group; ben exists and has nothing. */
    private PolicyVersion readers(Modes modes) {
        fleet.people.person("ann").person("bob").person("ben").group("readers", "ann", "bob");
        fleet.policy
                .deployment("shop", modes)
                .appRole("reader", "table:curated.* read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        shop.resource("table", "curated.a").resource("table", "curated.b").resource("table", "raw.c");
        return fleet.refresh().publish();
    }

    private static List<FindingCode> codes(Reconciliation ended) {
        return ended.findings().stream().map(Finding::code).distinct().toList();
    }

    @Test
    void observeChangesNothing() {
        shop.account("old").appRole("reader").holds("old", "role:reader");
        PolicyVersion version = readers(Modes.OBSERVE_ALL);
        SortedSet<String> before = shop.dump();
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).isEqualTo(Result.OBSERVED);
        assertThat(ended.applied()).isZero();
        assertThat(ended.drift()).isNotEmpty();
        assertThat(shop.dump()).isEqualTo(before);
        assertThat(shop.calls(ScriptedDeployment.Call.APPLY)).isZero();
    }

    @Test
    void governingGivesWhatPolicyGivesAndThenHasNothingToDo() {
        Reconciliation ended = fleet.run(readers(TestPolicy.GOVERN), "shop");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(ended.verified()).isEqualTo(ended.applied()).isEqualTo(ended.planned());
        assertThat(shop.dump())
                .contains(
                        "account ann ENABLED",
                        "account bob ENABLED",
                        "grant account:ann role:reader",
                        "grant app-role:reader table:curated.a read")
                .doesNotContain("account ben ENABLED", "grant app-role:reader table:raw.c read");
        int applies = shop.calls(ScriptedDeployment.Call.APPLY);
        Reconciliation again = fleet.run(fleet.publish(), "shop");
        assertThat(again.result()).isEqualTo(Result.IN_SYNC);
        assertThat(again.planned()).isZero();
        assertThat(shop.calls(ScriptedDeployment.Call.APPLY)).isEqualTo(applies);
    }

    @Test
    void writesNoReasonAnewThatIsRecorded() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        assertThat(fleet.database.queries().fetchCount(HOLDING, HOLDING.GIVEN.isNotNull()))
                .isEqualTo(2);
        String rows = rows();
        fleet.run(version, "shop");
        assertThat(rows()).isEqualTo(rows);
    }

    /** Every holding with where its row lies, which each update moves. */
    private String rows() {
        return String.valueOf(
                fleet.database.queries().fetch("select ctid::text, id from reconcile.holding order by id"));
    }

    @Test
    void leavesTheCatalogueOutsideOfItsScopeAsItIs() {
        shop.account("zoe")
                .account("dba")
                .appRole("owner")
                .holds("zoe", "role:owner")
                .holds("dba", "table:raw.c write")
                .gives("owner", "table:raw.c write");
        PolicyVersion version = readers(TestPolicy.GOVERN);
        SortedSet<String> before = shop.dump();
        fleet.runApproved(version, "shop");
        fleet.people.person("bob", SubjectState.LEFT).leaveGroup("readers", "ann");
        fleet.refresh();
        fleet.runApproved(version, "shop");
        assertThat(shop.dump()).containsAll(before);
    }

    @Test
    void additiveEndsOnlyWhatMandateGave() {
        shop.account("old").appRole("reader").holds("old", "role:reader");
        PolicyVersion version = readers(TestPolicy.ADD);
        fleet.run(version, "shop");
        fleet.people.person("ann", SubjectState.LEFT).leaveGroup("readers", "bob");
        fleet.refresh();
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(shop.dump())
                .contains("grant account:old role:reader", "account ann DISABLED")
                .contains("grant account:bob role:reader") // only absent: no cause that cannot wait
                .doesNotContain("grant account:ann role:reader");
        assertThat(ended.result()).isEqualTo(Result.DRIFT_LEFT);
    }

    @Test
    void aFindingHoldsOnlyWhatItNames() {
        for (int i = 0; i < 8; i++) {
            shop.account("old" + i).holds("old" + i, "role:reader");
        }
        Reconciliation ended = fleet.run(readers(TestPolicy.GOVERN), "shop");
        assertThat(ended.result()).isEqualTo(Result.REFUSED);
        assertThat(ended.held()).isEqualTo(8);
        assertThat(codes(ended)).contains(FindingCode.FIRST_RUN_REMOVAL, FindingCode.MASS_REMOVAL);
        assertThat(shop.dump()).contains("grant account:ann role:reader", "grant account:old7 role:reader");
    }

    @Test
    void whatWaitsGoesAfterTheYesOfSomebodyElseAndOnlyOnce() {
        shop.account("old").holds("old", "role:reader");
        readers(TestPolicy.GOVERN);
        PolicyVersion version = fleet.publishStored();
        String hash = fleet.run(version, "shop").approvalHash().orElseThrow();
        assertThatThrownBy(() -> fleet.api().approve(TestingFleet.ADA, hash, "mine"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("somebody else must approve");
        assertThat(fleet.entries("approval.refused")).hasSize(1);
        assertThat(fleet.run(version, "shop").held()).isEqualTo(1);

        fleet.api().approve(TestingFleet.GRACE, hash, "looked at");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump()).doesNotContain("grant account:old role:reader");
        assertThat(fleet.database.queries().fetchCount(APPROVED_CHANGE, APPROVED_CHANGE.SPENT.isNull()))
                .isZero();
    }

    @Test
    void twoReadingsAtOneInstantLoseNoHolding() {
        PolicyVersion version = readers(Modes.OBSERVE_ALL);
        shop.appRole("reader").account("zoe");
        fleet.run(version, "shop");
        shop.holds("zoe", "role:reader");
        fleet.api().run(TestingFleet.ADA, version, Selector.ALL, done -> {});
        assertThat(readersOfShop()).containsExactly("account:zoe");
        shop.take(grant("zoe", "role:reader"));
        fleet.api().run(TestingFleet.ADA, version, Selector.ALL, done -> {});
        assertThat(readersOfShop()).isEmpty();
        shop.now(fleet.clock.now().minusSeconds(60)).holds("zoe", "role:reader");
        fleet.api().run(TestingFleet.ADA, version, Selector.ALL, done -> {});
        assertThat(readersOfShop()).as("also where a clock was set back").containsExactly("account:zoe");
    }

    private List<String> readersOfShop() {
        return fleet
                .api()
                .holders(
                        TestingFleet.ADA,
                        shop.id(),
                        member("reader"),
                        fleet.clock.now().plusSeconds(1))
                .stream()
                .map(holder -> holder.principal().toString())
                .toList();
    }

    @Test
    void anApprovalRunsOut() {
        shop.account("old").holds("old", "role:reader");
        PolicyVersion version = readers(TestPolicy.GOVERN);
        String hash = fleet.run(version, "shop").approvalHash().orElseThrow();
        fleet.api().approve(TestingFleet.GRACE, hash, "looked at");
        fleet.advance(Duration.ofHours(25));
        assertThat(fleet.run(version, "shop").held()).isEqualTo(1);
        assertThat(shop.dump()).contains("grant account:old role:reader");
    }

    @Test
    void nobodyApprovesWhatIsNotThere() {
        assertThatThrownBy(() -> fleet.api().approve(TestingFleet.GRACE, "0".repeat(64), "why not"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("nothing waits");
        assertThatThrownBy(() -> fleet.api().approve(TestingFleet.GRACE, "0123456789", "why not"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("name the whole hash");
    }

    @Test
    void aNameAloneLinksNobody() {
        shop.account("ann");
        Reconciliation ended = fleet.run(readers(TestPolicy.GOVERN), "shop");
        assertThat(codes(ended)).contains(FindingCode.ACCOUNT_UNLINKED);
        assertThat(shop.dump()).doesNotContain("grant account:ann role:reader");
        assertThat(shop.dump()).contains("grant account:bob role:reader");
    }

    @Test
    void somebodyElsesWordLinksAndNobodysOwn() {
        shop.account("ann").account("root");
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        AccountApi accounts = fleet.get(AccountApi.class);
        var deployment = version.policy().deployments().getFirst();
        SubjectId ann = fleet.subject("ann").id();
        Caller herself = Caller.signedIn(ann, Set.of(Remit.everywhere(Set.of(Permission.values()))), Instant.EPOCH);
        assertThatThrownBy(() -> accounts.link(herself, deployment, AccountName.of("root"), ann, "mine"))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(
                        () -> accounts.link(TestingFleet.GRACE, deployment, AccountName.of("nobody"), ann, "asked her"))
                .hasMessageContaining("found no account");
        SubjectId bob = fleet.subject("bob").id();
        assertThatThrownBy(() -> accounts.link(TestingFleet.GRACE, deployment, AccountName.of("ann"), bob, "why"))
                .hasMessageContaining("has account bob");
        accounts.link(TestingFleet.GRACE, deployment, AccountName.of("ann"), ann, "asked her");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump()).contains("grant account:ann role:reader");
        assertThat(fleet.entries("account.confirmed")).hasSize(4);
    }

    @Test
    void aNameLinksWhereTheDeploymentTrustsNames() {
        shop.account("ann");
        readers(TestPolicy.GOVERN);
        fleet.policy.deployment("shop", TestPolicy.GOVERN, true);
        Reconciliation ended = fleet.run(fleet.publish(), "shop");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump()).contains("grant account:ann role:reader");
        assertThat(fleet.entries("account.linked")).hasSize(1);
    }

    @Test
    void aVerifiedMailLinks() {
        shop.account(account("a.smith", "ANN@example.org"));
        Reconciliation ended = fleet.run(readers(TestPolicy.GOVERN), "shop");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump()).contains("grant account:a.smith role:reader").doesNotContain("account ann ENABLED");
    }

    @Test
    void aMailThatTwoAccountsHaveLinksNobody() {
        shop.account(account("a.smith", "ann@example.org")).account(account("asmith2", "ann@example.org"));
        fleet.run(readers(TestPolicy.GOVERN), "shop");
        assertThat(shop.dump())
                .doesNotContain("grant account:a.smith role:reader", "grant account:asmith2 role:reader");
    }

    private static ObservedAccount account(String name, String mail) {
        return new ObservedAccount(
                AccountName.of(name),
                AccountKind.PERSONAL,
                AccountStatus.ENABLED,
                "id-" + name,
                false,
                Map.of("email", mail));
    }

    @Test
    void aLeaverLosesEverythingInLaneOneWithoutAnyYesAndTheNameIsNotGivenAgain() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        fleet.people.person("ann", SubjectState.LEFT);
        Reconciliation ended = fleet.refresh().run(version, "shop");
        assertThat(ended.held()).isZero();
        assertThat(ended.plan().orElseThrow().plan().changes())
                .isNotEmpty()
                .allMatch(planned -> planned.lane() == Lane.URGENT_REMOVALS);
        assertThat(shop.dump()).contains("account ann DISABLED").doesNotContain("grant account:ann role:reader");
        assertThat(fleet.get(FleetApi.class).knowledge(shop.id()).tombstones()).contains(AccountName.of("ann"));

        fleet.people.person("ann2", SubjectState.ACTIVE);
        assertThat(fleet.run(version, "shop").planned()).isZero();
    }

    @Test
    void whoIsSuspendedKeepsNothingAndGetsItBackAfterwards() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        fleet.people.person("ann", SubjectState.SUSPENDED);
        fleet.refresh().run(version, "shop");
        assertThat(shop.dump()).contains("account ann DISABLED").doesNotContain("grant account:ann role:reader");
        fleet.people.person("ann", SubjectState.ACTIVE);
        fleet.refresh().run(version, "shop");
        assertThat(shop.dump()).contains("account ann ENABLED", "grant account:ann role:reader");
    }

    @Test
    void aHoldTakesEverythingEverywhereAndLastsUntilSomebodyElseLiftsIt() {
        readers(TestPolicy.GOVERN);
        fleet.policy.deployment("stall", TestPolicy.ADD);
        PolicyVersion version = fleet.publish();
        fleet.runAll(version);
        AccessApi access = fleet.get(AccessApi.class);
        Hold hold = access.hold(
                TestingFleet.GRACE,
                new Hold.Party.OfSubject(fleet.subject("ann").id()),
                new Hold.Access.Everything(),
                Selector.ALL,
                "lost laptop",
                null);
        fleet.runAll(version);
        fleet.runAll(version);
        for (String name : List.of("shop", "stall")) {
            assertThat(fleet.target(name).dump())
                    .contains("account ann DISABLED", "grant account:bob role:reader")
                    .doesNotContain("grant account:ann role:reader");
        }
        access.lift(TestingFleet.ADA, hold.id(), "found it");
        fleet.runAll(version);
        assertThat(shop.dump()).contains("account ann ENABLED", "grant account:ann role:reader");
    }

    @Test
    void whatExpiresEndsAtThatInstant() {
        readers(TestPolicy.ADD);
        fleet.policy.mapping("readers", "reader", TestingFleet.NOON.plus(Duration.ofHours(1)));
        PolicyVersion version = fleet.publish();
        fleet.run(version, "shop");
        assertThat(shop.dump()).contains("grant account:ann role:reader");
        fleet.advance(Duration.ofHours(1));
        fleet.run(version, "shop");
        assertThat(shop.dump()).doesNotContain("grant account:ann role:reader", "grant account:bob role:reader");
    }

    @Test
    void anotherInstanceIsNotTouchedAndNotBelievedUntilSomebodyConfirmsIt() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        fleet.people.person("eva").group("readers", "eva");
        fleet.refresh();
        shop.pin("scripted-2").take(grant("ann", "role:reader"));
        SortedSet<String> before = shop.dump();
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(codes(ended)).contains(FindingCode.PIN_CHANGED);
        assertThat(ended.result()).isEqualTo(Result.REFUSED);
        assertThat(shop.dump()).isEqualTo(before);
        assertThat(fleet.api().holders(TestingFleet.ADA, shop.id(), member("reader"), fleet.clock.now()))
                .as("what another instance says is not what this one holds")
                .extracting(holder -> holder.principal().toString())
                .contains("account:ann");
        String hash = ended.approvalHash().orElseThrow();
        assertThatThrownBy(() -> fleet.api().approve(TestingFleet.GRACE, hash, "fine"))
                .hasMessageContaining("confirm");
        fleet.get(FleetApi.class).confirm(TestingFleet.GRACE, fleet.deployment("shop"), fleet.clock.now());
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump()).contains("grant account:ann role:reader", "grant account:eva role:reader");
    }

    private static Grant grant(String account, String entitlement) {
        return new Grant(new Principal.Account(AccountName.of(account)), EntitlementText.parse(entitlement));
    }

    private static Entitlement member(String role) {
        return Entitlement.memberOf(AppRoleName.of(role));
    }

    @Test
    void aTargetThatCannotBeReadChangesNothingAndDoesNotKeepTheOthers() {
        readers(TestPolicy.GOVERN);
        fleet.policy.deployment("stall", TestPolicy.GOVERN);
        PolicyVersion version = fleet.publish();
        shop.next(ScriptedDeployment.Call.READ, Fault.INCOMPLETE_READ);
        List<Reconciliation> ended = fleet.runAll(version);
        assertThat(ended).extracting(Reconciliation::result).containsExactly(Result.FAILED, Result.CONVERGED);
        assertThat(shop.dump()).isEmpty();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void aTargetThatSaysYesAndDoesNothingIsNotCountedAsDone() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        shop.next(ScriptedDeployment.Call.APPLY, Fault.SAYS_OK_DOES_NOTHING);
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).isEqualTo(Result.DRIFT_LEFT);
        assertThat(ended.verified()).isZero();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void checkingChangesNothingAtAll() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        Reconciliation ended = fleet.check(version, "shop");
        assertThat(ended.planned()).isPositive();
        assertThat(shop.dump()).isEmpty();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void anAccountThatMandateWasMakingWhenTheLineBrokeIsItsOwn() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        shop.next(ScriptedDeployment.Call.APPLY, Fault.TIMEOUT_AFTER_EFFECT);
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(codes(ended)).doesNotContain(FindingCode.ACCOUNT_UNLINKED);
        assertThat(fleet.get(FleetApi.class).knowledge(shop.id()).links()).hasSize(2);
        assertThat(shop.dump()).contains("grant account:ann role:reader");
    }

    @Test
    void anotherEndpointIsNotTouchedUntilSomebodyConfirmsIt() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        shop.take(grant("ann", "role:reader"));
        fleet.policy.deployment("shop", TestPolicy.GOVERN, false, "elsewhere");
        version = fleet.publish();
        assertThat(codes(fleet.check(version, "shop"))).contains(FindingCode.PIN_CHANGED);
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(codes(ended)).contains(FindingCode.PIN_CHANGED);
        assertThat(shop.dump()).doesNotContain("grant account:ann role:reader");
        assertThat(fleet.entries("deployment.identity-changed")).hasSize(1);
        fleet.get(FleetApi.class).confirm(TestingFleet.GRACE, fleet.deployment("shop"), fleet.clock.now());
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void aRemovedPatternIsOneRemoval() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        fleet.policy.appRole("reader", "table:raw.c read");
        Reconciliation ended = fleet.run(fleet.publish(), "shop");
        assertThat(ended.plan().orElseThrow().plan().changes().map(planned -> Sentences.of(planned.change())))
                .containsExactlyInAnyOrder(
                        "give table:raw.c read to app-role:reader", "take table:curated.* read from app-role:reader");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump())
                .contains("grant app-role:reader table:raw.c read")
                .doesNotContain("grant app-role:reader table:curated.a read");
        assertThat(fleet.run(fleet.publish(), "shop").planned()).isZero();
    }

    @Test
    void ofARemovedPatternStaysWhatIsWantedByItself() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        fleet.policy.appRole("reader", "table:curated.b read");
        Reconciliation ended = fleet.run(fleet.publish(), "shop");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump())
                .contains("grant app-role:reader table:curated.b read")
                .doesNotContain("grant app-role:reader table:curated.a read");
    }
}
