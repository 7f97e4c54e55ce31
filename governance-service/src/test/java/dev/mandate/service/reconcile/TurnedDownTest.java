package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.reconcile.Reconciliation.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target turns down what somebody was to get: nothing is taken from him that this would have made good. */
class TurnedDownTest {
    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop").mostChanges(1);

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Ann and bob read a table as readers; eva is to leave. */
    @BeforeEach
    void readers() {
        fleet.people.person("ann").person("bob").person("eva");
        fleet.people.group("readers", "ann", "bob", "eva").group("staff", "ann", "bob");
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .appRole("reader", "table:a read", "table:b read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        fleet.refresh();
        assertThat(fleet.run(fleet.publishStored(), "shop").result()).isEqualTo(Result.CONVERGED);
    }

    /** Table a comes through another AppRole from now on. */
    private void moveTable() {
        fleet.policy
                .appRole("reader", "table:b read")
                .appRole("other", "table:a read")
                .role("other", Risk.STANDARD, "role:other")
                .mapping("staff", "other");
    }

    private void healedItConverges(PolicyVersion version) {
        shop.heal();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump())
                .contains("grant account:bob role:other")
                .doesNotContain("grant app-role:reader table:a read");
        assertThat(fleet.run(version, "shop").planned()).isZero();
    }

    @Test
    void anAppRoleKeepsWhatAMemberWasToGetInAnotherWay() {
        moveTable();
        shop.refuses("role:other");
        PolicyVersion version = fleet.publish();
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(shop.dump())
                .contains("grant app-role:reader table:a read")
                .doesNotContain("grant account:bob role:other");
        assertThat(ended.result()).isEqualTo(Result.DRIFT_LEFT);
        assertThat(ended.message()).contains("2 of 4 changes failed").contains("1 more were not begun");
        assertThat(ended.drift()).as("both memberships and what was not taken").hasSize(3);
        assertThat(fleet.entries("plan.stopped")).singleElement().asString().contains("table:a read", "not-begun");
        assertThat(fleet.entries("plan.intent"))
                .as("what was not begun was never announced")
                .noneMatch(entry -> entry.contains("\"do\":\"remove\""));
        healedItConverges(version);
    }

    @Test
    void soItDoesWhereTheLossIsInThePartThatGoesLater() {
        GuardLimits usual = GuardLimits.DEFAULT;
        moveTable();
        fleet.policy.appRole("reader", "table:a read", "table:b read");
        shop.refuses("role:other");
        assertThat(fleet.run(fleet.publishStored(), "shop").result()).isEqualTo(Result.DRIFT_LEFT);
        fleet.policy
                .appRole("reader", "table:b read")
                .guards(new GuardLimits(Limit.count(50), usual.maxGains(), usual.protect(), usual.window()));
        PolicyVersion version = fleet.publishStored();
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.apart().orElseThrow().plan().changes()).hasSize(1);
        assertThat(shop.dump()).contains("grant app-role:reader table:a read");
        assertThat(ended.message()).contains("1 more were not begun");
        healedItConverges(version);
    }

    @Test
    void aLeaverLosesEverythingAllTheSame() {
        moveTable();
        shop.refuses("role:other");
        fleet.people.person("eva", SubjectState.LEFT);
        fleet.refresh();
        assertThat(fleet.run(fleet.publish(), "shop").message()).contains("not begun");
        assertThat(shop.dump()).contains("account eva DISABLED").doesNotContain("grant account:eva role:reader");
    }
}
