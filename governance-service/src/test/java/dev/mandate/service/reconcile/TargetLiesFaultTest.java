package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.plan.Change;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Targets that do not do what they say, that others change all the time, and policies that mean something else. */
class TargetLiesFaultTest {
    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Ann reads; bob is to, and gets an account for it. */
    private PolicyVersion readers(Modes modes) {
        fleet.people.person("ann").group("readers", "ann");
        fleet.policy
                .deployment("shop", modes)
                .appRole("reader", "table:a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        PolicyVersion version = fleet.refresh().publish();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        fleet.people.person("bob").group("readers", "ann", "bob");
        fleet.refresh();
        return version;
    }

    @Test
    void whatIsOnlySaidToBeDoneIsNeverTakenForDone() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        shop.always(Call.APPLY, Fault.SAYS_OK_DOES_NOTHING);
        for (int i = 0; i < 3; i++) {
            Reconciliation ended = fleet.run(version, "shop");
            assertThat(ended.result()).isEqualTo(Result.DRIFT_LEFT);
            assertThat(ended.applied()).isEqualTo(2);
            assertThat(ended.verified()).isZero();
            assertThat(ended.drift()).hasSize(2);
        }
        assertThat(fleet.entries("plan.verified")).hasSize(4).last().asString().contains("not-so");
        assertThat(fleet.api()
                        .holders(TestingFleet.ADA, shop.id(), EntitlementText.parse("role:reader"), fleet.clock.now()))
                .extracting(holder -> holder.principal().toString())
                .containsExactly("account:ann");
        shop.heal();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void whatIsAppliedDifferentlyIsDriftAndNotFoughtForEver() {
        readers(TestPolicy.GOVERN);
        fleet.policy.appRole("reader", "table:a read", "table:Orders read");
        PolicyVersion version = fleet.publish();
        shop.always(Call.APPLY, Fault.APPLIES_DIFFERENTLY);
        var codes = new java.util.TreeSet<FindingCode>();
        for (int i = 0; i < 10; i++) {
            Reconciliation ended = fleet.run(version, "shop");
            assertThat(ended.result()).isIn(Result.DRIFT_LEFT, Result.REFUSED);
            ended.findings().stream().map(Finding::code).forEach(codes::add);
        }
        assertThat(codes).contains(FindingCode.FLAPPING);
        assertThat(fleet.api()
                        .holders(
                                TestingFleet.ADA,
                                shop.id(),
                                EntitlementText.parse("table:Orders read"),
                                fleet.clock.now()))
                .isEmpty();
        shop.heal();
        fleet.advance(Duration.ofHours(25));
        fleet.run(version, "shop");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.IN_SYNC);
    }

    @Test
    void whatIsSeenOneReadLaterIsMandatesAllTheSame() {
        PolicyVersion version = readers(TestPolicy.ADD);
        shop.next(Call.READ, Fault.NONE, Fault.STALE_READ);
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.DRIFT_LEFT);
        Reconciliation next = fleet.run(version, "shop");
        assertThat(next.result()).isEqualTo(Result.IN_SYNC);
        assertThat(next.findings()).extracting(Finding::code).doesNotContain(FindingCode.ACCOUNT_UNLINKED);
        fleet.people.person("bob", SubjectState.LEFT);
        fleet.refresh().run(version, "shop");
        assertThat(shop.dump())
                .as("in an additive deployment only what is known to be Mandate's ends")
                .contains("account bob DISABLED")
                .doesNotContain("grant account:bob role:reader");
    }

    @Test
    void aListThatLeavesOutItsSecondPageTakesNothingFromAnybody() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        for (int i = 0; i < 5; i++) {
            fleet.run(version, "shop");
        }
        SortedSet<String> before = shop.dump();
        shop.next(Call.READ, Fault.LIST_OMITS_PAGE_TWO);
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.findings()).extracting(Finding::code).contains(FindingCode.PREFLIGHT);
        assertThat(ended.result()).isEqualTo(Result.REFUSED);
        assertThat(shop.dump()).isEqualTo(before);
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.IN_SYNC);
    }

    @Test
    void whoGivesItBackEveryMinuteIsAlarmedAboutAndDoesNotFillTheLedger() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        shop.account("robot");
        int removals = 0;
        int before = 0;
        for (int minute = 0; minute < 50; minute++) {
            shop.holds("robot", "role:reader");
            Reconciliation ended = fleet.run(version, "shop");
            removals += ended.applied();
            if (minute == 4) {
                before = entries();
            }
            if (minute > 4) {
                assertThat(ended.findings()).extracting(Finding::code).contains(FindingCode.FLAPPING);
            }
        }
        assertThat(removals).isEqualTo(3);
        assertThat(entries()).as("nothing new in 45 minutes").isEqualTo(before);
    }

    private int entries() {
        return fleet.database.queries().fetchCount(org.jooq.impl.DSL.table("ledger.entry"));
    }

    @Test
    void aRoleThatIsOnlyRenamedChangesNothingOnTheTarget() {
        fleet.run(readers(TestPolicy.GOVERN), "shop");
        fleet.policy.withoutMapping("readers", "reader");
        fleet.policy.role("reading", Risk.STANDARD, "role:reader").mapping("readers", "reading");
        int calls = shop.calls(Call.APPLY);
        assertThat(fleet.run(fleet.publish(), "shop").result()).isEqualTo(Result.IN_SYNC);
        assertThat(shop.calls(Call.APPLY)).isEqualTo(calls);
    }

    @Test
    void whereAnAppRoleIsReplacedNobodyIsWithoutAccessInBetween() {
        fleet.run(readers(TestPolicy.GOVERN), "shop");
        fleet.policy
                .withoutAppRole("reader")
                .appRole("lector", "table:a read")
                .role("reader", Risk.STANDARD, "role:lector");
        Reconciliation ended = fleet.run(fleet.publish(), "shop");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        List<Change> changes = ended.plan()
                .orElseThrow()
                .plan()
                .changes()
                .map(one -> one.change())
                .toList();
        for (String name : List.of("ann", "bob")) {
            assertThat(place(changes, "give role:lector to account:" + name))
                    .isBetween(0, place(changes, "take role:reader from account:" + name));
        }
        assertThat(shop.dump()).contains("grant account:bob role:lector").doesNotContain("app-role reader");
    }

    private static int place(List<Change> changes, String sentence) {
        return changes.stream().map(Sentences::of).toList().indexOf(sentence);
    }

    @Test
    void aMappingOfTheWrongGroupWaitsAndIsTakenBackWithoutATrace() {
        var everybody = new String[200];
        for (int i = 0; i < everybody.length; i++) {
            everybody[i] = "p" + i;
            fleet.people.person(everybody[i]);
        }
        fleet.people.group("everybody", everybody);
        fleet.run(readers(TestPolicy.GOVERN), "shop");
        SortedSet<String> before = shop.dump();
        fleet.policy.mapping("everybody", "reader");
        Reconciliation ended = fleet.run(fleet.publish(), "shop");
        assertThat(ended.result()).isEqualTo(Result.REFUSED);
        assertThat(ended.findings()).extracting(Finding::code).contains(FindingCode.MASS_GAIN);
        fleet.policy.withoutMapping("everybody", "reader");
        Reconciliation back = fleet.run(fleet.publish(), "shop");
        assertThat(back.held()).isZero();
        assertThat(shop.dump()).doesNotContain("grant account:p1 role:reader").containsAll(before);
    }
}
