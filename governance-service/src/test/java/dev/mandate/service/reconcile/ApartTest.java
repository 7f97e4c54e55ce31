package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.reconcile.Reconciliation.Result;
import dev.mandate.service.reconcile.Reconciliation.Waits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What follows from a version that loosens something is a plan of its own; ADR 0012. */
class ApartTest {
    private static final Caller EVE = Caller.operator("eve", null);

    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Ten people who read and write, verified in the shop. */
    private PolicyVersion first() {
        var everybody = new String[10];
        for (int i = 0; i < everybody.length; i++) {
            everybody[i] = "p" + i;
            fleet.people.person(everybody[i]);
        }
        fleet.people.group("readers", everybody).group("writers", everybody).group("staff", "p0");
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .appRole("reader", "table:a read")
                .appRole("writer", "table:a write")
                .role("reader", Risk.STANDARD, "role:reader")
                .role("writer", Risk.STANDARD, "role:writer")
                .role("boss", Risk.STANDARD, "role:admin")
                .mapping("readers", "reader")
                .mapping("writers", "writer");
        shop.appRole("admin");
        fleet.refresh();
        PolicyVersion version = fleet.publishStored();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        return version;
    }

    /** The next version: nobody writes any more, and the limit that would hold that is raised. */
    private PolicyVersion looser() {
        GuardLimits usual = GuardLimits.DEFAULT;
        fleet.policy
                .withoutMapping("writers", "writer")
                .guards(new GuardLimits(Limit.count(50), usual.maxGains(), usual.protect(), usual.window()));
        return fleet.publishStored();
    }

    private void approve(String hash) {
        fleet.api().approve(EVE, hash, "looked at");
    }

    @Test
    void whatFollowsFromALooserVersionWaitsAndStopsNothingElse() {
        first();
        shop.account("old").holds("old", "role:reader");
        fleet.people.person("eva");
        fleet.people.group("readers", "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "eva");
        fleet.refresh();
        PolicyVersion version = looser();

        Reconciliation checked = fleet.check(version, "shop");
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).isEqualTo(Result.REFUSED);
        assertThat(shop.dump())
                .contains("grant account:eva role:reader", "grant account:p0 role:writer")
                .doesNotContain("grant account:old role:reader");
        assertThat(ended.waits())
                .singleElement()
                .satisfies(set -> {
                    assertThat(set.apart()).isTrue();
                    assertThat(set.changes()).isEqualTo(10);
                })
                .isEqualTo(checked.waits().getFirst());
        assertThat(ended.apart().orElseThrow().plan().hash())
                .isNotEqualTo(ended.plan().orElseThrow().plan().hash());
        assertThat(ended.plan().orElseThrow().waiting()).isEmpty();
        assertThat(fleet.entries("plan.waiting")).singleElement().asString().contains("\"apart\":true");

        approve(ended.approvalHash().orElseThrow());
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump()).doesNotContain("grant account:p0 role:writer");
        Reconciliation again = fleet.run(version, "shop");
        assertThat(again.planned()).isZero();
        assertThat(again.result()).isEqualTo(Result.IN_SYNC);
        assertThat(again.apart()).as("nothing is between the versions any more").isEmpty();
    }

    @Test
    void aYesToOnePlanIsNoneToTheOther() {
        first();
        for (int i = 0; i < 8; i++) {
            shop.account("old" + i).holds("old" + i, "role:reader");
        }
        PolicyVersion version = looser();
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.waits()).extracting(Waits::apart).containsExactly(false, true);
        assertThat(ended.waits()).extracting(Waits::changes).containsExactly(8, 10);
        assertThat(ended.held()).isEqualTo(18);
        approve(ended.waits().getFirst().hash());
        Reconciliation then = fleet.run(version, "shop");
        assertThat(shop.dump())
                .doesNotContain("grant account:old0 role:reader")
                .contains("grant account:p0 role:writer");
        assertThat(then.waits())
                .extracting(Waits::hash)
                .containsExactly(ended.waits().getLast().hash());
        approve(then.approvalHash().orElseThrow());
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(fleet.run(version, "shop").planned()).isZero();
    }

    @Test
    void theOtherWayRoundTheHarmlessOnesStillWait() {
        first();
        for (int i = 0; i < 8; i++) {
            shop.account("old" + i).holds("old" + i, "role:reader");
        }
        PolicyVersion version = looser();
        Reconciliation ended = fleet.run(version, "shop");
        approve(ended.waits().getLast().hash());
        Reconciliation then = fleet.run(version, "shop");
        assertThat(shop.dump())
                .contains("grant account:old0 role:reader")
                .doesNotContain("grant account:p0 role:writer");
        assertThat(then.waits()).extracting(Waits::apart).containsExactly(false);
    }

    @Test
    void aLeaverIsNotKeptByIt() {
        first();
        PolicyVersion version = looser();
        fleet.run(version, "shop");
        fleet.people.person("p3", SubjectState.LEFT);
        fleet.refresh();
        fleet.run(version, "shop");
        assertThat(shop.dump())
                .contains("account p3 DISABLED", "grant account:p4 role:writer")
                .doesNotContain("grant account:p3 role:writer");
    }

    @Test
    void nobodyLosesWhatALooserVersionGivesInItsPlaceBeforeHeHasThat() {
        first();
        fleet.people.leaveGroup("readers", "p0").leaveGroup("writers", "p0");
        fleet.refresh();
        GuardLimits usual = GuardLimits.DEFAULT;
        fleet.policy
                .mapping("staff", "boss")
                .guards(new GuardLimits(Limit.count(50), usual.maxGains(), usual.protect(), usual.window()));
        PolicyVersion version = fleet.publishStored();
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(shop.dump())
                .as("the first critical access waits, and with it what it replaces")
                .contains("grant account:p0 role:reader", "grant account:p0 role:writer")
                .doesNotContain("grant account:p0 role:admin");
        assertThat(ended.waits()).extracting(Waits::apart).containsExactly(true);
        approve(ended.approvalHash().orElseThrow());
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump())
                .contains("grant account:p0 role:admin")
                .doesNotContain("grant account:p0 role:reader", "grant account:p0 role:writer");
    }

    @Test
    void aSourceInDoubtTakesNothingInEitherPlan() {
        first();
        for (int i = 0; i < 10; i++) {
            fleet.people.leaveGroup("readers", "p" + i);
        }
        fleet.refresh();
        PolicyVersion version = looser();
        fleet.run(version, "shop");
        assertThat(shop.dump()).contains("grant account:p0 role:reader", "grant account:p0 role:writer");
    }

    @Test
    void aDeploymentThatTheVersionBeforeDoesNotKnowHasOnlyTheSecondPlan() {
        first();
        fleet.policy.deployment("stall", TestPolicy.GOVERN);
        PolicyVersion version = looser();
        Reconciliation ended = fleet.run(version, "stall");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(ended.plan().orElseThrow().plan().isEmpty()).isTrue();
        assertThat(ended.apart().orElseThrow().plan().isEmpty()).isFalse();
        assertThat(fleet.run(version, "stall").planned()).isZero();
    }

    @Test
    void beforeItIsPublishedItIsShownAsItWouldBe() {
        first();
        shop.account("old").holds("old", "role:reader");
        GuardLimits usual = GuardLimits.DEFAULT;
        fleet.policy
                .withoutMapping("writers", "writer")
                .guards(new GuardLimits(Limit.count(50), usual.maxGains(), usual.protect(), usual.window()));
        Reconciliation checked = fleet.check(fleet.publish(), "shop");
        assertThat(checked.waits())
                .as("by the guards of before too, and apart")
                .singleElement()
                .satisfies(set -> assertThat(set.apart()).isTrue())
                .satisfies(set -> assertThat(set.changes()).isEqualTo(10));
        assertThat(checked.plan().orElseThrow().plan().changes()).hasSize(1);
    }

    @Test
    void aYesToWhatIsNotWaitingAnyMoreIsToldWhatIs() {
        PolicyVersion version = first();
        for (int i = 0; i < 8; i++) {
            shop.account("old" + i).holds("old" + i, "role:reader");
        }
        String before = fleet.run(version, "shop").approvalHash().orElseThrow();
        shop.account("old8").holds("old8", "role:reader");
        String now = fleet.run(version, "shop").approvalHash().orElseThrow();
        assertThatThrownBy(() -> approve(before))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("shop")
                .hasMessageContaining(before)
                .hasMessageContaining(now);
        assertThat(fleet.entries("approval.refused")).hasSize(1);
        assertThatThrownBy(() -> approve(now.substring(0, 63))).hasMessageContaining("name the whole hash");
        approve(now);
        fleet.run(version, "shop");
        assertThatThrownBy(() -> approve(now)).hasMessageContaining("does not wait in shop any more");
    }

    @Test
    void whatWaitsIsNeverForgottenAndWhatDoesNotIsAfterAWeek() {
        PolicyVersion version = first();
        for (int i = 0; i < 8; i++) {
            shop.account("old" + i).holds("old" + i, "role:reader");
        }
        String before = fleet.run(version, "shop").approvalHash().orElseThrow();
        shop.account("old8").holds("old8", "role:reader");
        String now = fleet.run(version, "shop").approvalHash().orElseThrow();
        fleet.clock.advance(Duration.ofDays(8));
        fleet.run(version, "shop");
        assertThatThrownBy(() -> approve(before)).hasMessageContaining("nothing waits under " + before);
        approve(now);
        assertThat(fleet.run(version, "shop").held()).isZero();
    }
}
