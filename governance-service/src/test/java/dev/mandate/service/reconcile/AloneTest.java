package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.plan.Approval;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.policy.Deciders;
import dev.mandate.service.policy.PolicySettings;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where one person decides alone, what waits is confirmed by whoever published it, later. */
class AloneTest {
    private static final PolicySettings ALONE =
            new PolicySettings(new Deciders(1, Duration.ofHours(1)), Optional.empty());

    private final TestingFleet fleet = new TestingFleet(ALONE);
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    private PolicyVersion version() {
        fleet.people.person("ann").group("readers", "ann");
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .appRole("reader", "table:a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        fleet.refresh();
        return fleet.publishStored();
    }

    private Approval approve(String hash) {
        return fleet.api().approve(TestingFleet.ADA, hash, "I am sure");
    }

    @Test
    void theAuthorApprovesAfterAWhileAndItSaysSo() {
        PolicyVersion version = version();
        shop.account("old").holds("old", "role:reader");
        String hash = fleet.run(version, "shop").approvalHash().orElseThrow();
        assertThatThrownBy(() -> approve(hash))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("may approve alone (people: 1) from 2026-11-25T13:");
        assertThat(fleet.entries("approval.refused")).hasSize(1);
        fleet.advance(Duration.ofMinutes(60));
        assertThat(approve(hash).assurance()).isEqualTo(Approval.Assurance.SELF_CONFIRMED);
        assertThat(fleet.entries("approval.given"))
                .singleElement()
                .asString()
                .contains("\"assurance\":\"self-confirmed\"");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void anotherSetWaitsAnew() {
        PolicyVersion version = version();
        shop.account("old").holds("old", "role:reader");
        fleet.run(version, "shop");
        fleet.advance(Duration.ofMinutes(60));
        shop.account("older").holds("older", "role:reader");
        String hash = fleet.run(version, "shop").approvalHash().orElseThrow();
        assertThatThrownBy(() -> approve(hash)).hasMessageContaining("may approve alone");
    }

    @Test
    void aSetThatWasGoneAndIsThereAgainWaitsAnew() {
        PolicyVersion version = version();
        fleet.runApproved(version, "shop");
        for (int i = 0; i < 8; i++) {
            shop.account("old" + i).holds("old" + i, "role:reader");
        }
        String hash = fleet.run(version, "shop").approvalHash().orElseThrow();
        fleet.advance(Duration.ofHours(2));
        for (int i = 0; i < 8; i++) {
            shop.take(new dev.mandate.model.access.Grant(
                    new dev.mandate.model.access.Principal.Account(dev.mandate.model.access.AccountName.of("old" + i)),
                    dev.mandate.model.access.EntitlementText.parse("role:reader")));
        }
        fleet.run(version, "shop");
        for (int i = 0; i < 8; i++) {
            shop.holds("old" + i, "role:reader");
        }
        assertThat(fleet.run(version, "shop").approvalHash()).contains(hash);
        assertThatThrownBy(() -> approve(hash)).hasMessageContaining("may approve alone");
    }
}
