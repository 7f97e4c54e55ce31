package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a new version of the policy reaches the deployments, and by what it is judged on the way. */
class RolloutTest {
    private final TestingFleet fleet = new TestingFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private PolicyVersion first() {
        fleet.people.person("ann").person("bob").group("readers", "ann");
        fleet.policy
                .deployment("canary", TestPolicy.GOVERN, "1")
                .deployment("main", TestPolicy.GOVERN, "2")
                .appRole("reader", "table:a read")
                .appRole("writer", "table:a write")
                .role("reader", Risk.STANDARD, "role:reader")
                .role("writer", Risk.STANDARD, "role:writer")
                .mapping("readers", "reader");
        fleet.refresh();
        return fleet.publishStored();
    }

    private List<Reconciliation> advance(PolicyVersion version) {
        fleet.advance(Duration.ofMinutes(1));
        return fleet.api().advance(TestingFleet.ADA, version, Selector.ALL, done -> {});
    }

    @Test
    void aVersionGoesToTheCanariesAndThenToTheRest() {
        assertThat(advance(first())).extracting(Reconciliation::result).containsOnly(Result.CONVERGED);
        assertThat(fleet.target("main").dump()).contains("grant account:ann role:reader");
    }

    @Test
    void aFailureAtTheCanariesStopsItAndLeaversAreFollowedEverywhereAllTheSame() {
        advance(first());
        fleet.policy.mapping("readers", "writer");
        PolicyVersion second = fleet.publishStored();
        fleet.target("canary").next(Call.APPLY, Fault.SAYS_OK_DOES_NOTHING);
        assertThat(advance(second))
                .extracting(Reconciliation::result)
                .containsExactly(Result.DRIFT_LEFT, Result.IN_SYNC);
        assertThat(fleet.target("main").dump()).doesNotContain("grant account:ann role:writer");

        fleet.target("canary").always(Call.APPLY, Fault.SAYS_OK_DOES_NOTHING);
        fleet.people.person("ann", SubjectState.LEFT);
        fleet.refresh();
        advance(second);
        assertThat(fleet.target("main").dump()).doesNotContain("grant account:ann role:reader");

        fleet.target("canary").heal();
        fleet.people.group("readers", "bob");
        fleet.refresh();
        advance(second);
        assertThat(fleet.target("canary").dump()).contains("grant account:bob role:writer");
        assertThat(fleet.target("main").dump()).contains("grant account:bob role:writer");
    }

    @Test
    void whatTheOldGuardsHoldWaitsUntilTheNewVersionIsVerifiedThere() {
        PolicyVersion version = first();
        advance(version);
        byHand(0);
        assertThat(fleet.run(version, "canary").held()).isEqualTo(8);
        GuardLimits usual = GuardLimits.DEFAULT;
        fleet.policy.guards(new GuardLimits(Limit.count(50), usual.maxGains(), usual.protect(), usual.window()));
        PolicyVersion looser = fleet.publishStored();
        Reconciliation ended = fleet.run(looser, "canary");
        assertThat(ended.held()).isEqualTo(8);
        String hash = ended.approvalHash().orElseThrow();
        assertThatThrownBy(() -> fleet.api().approve(TestingFleet.ADA, hash, "mine"))
                .as("she published it, whatever the list of authors says")
                .isInstanceOf(NotAllowed.class);
        fleet.api().approve(Caller.operator("eve", null), hash, "looked at");
        assertThat(fleet.run(looser, "canary").result()).isEqualTo(Result.CONVERGED);
        byHand(8);
        assertThat(fleet.run(looser, "canary").result()).isEqualTo(Result.CONVERGED);
    }

    private void byHand(int from) {
        for (int i = from; i < from + 8; i++) {
            fleet.target("canary").account("old" + i).holds("old" + i, "role:reader");
        }
    }
}
