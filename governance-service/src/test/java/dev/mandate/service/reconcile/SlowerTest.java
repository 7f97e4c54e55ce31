package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reconciliations that take longer than they used to are told though nothing fails. */
class SlowerTest {
    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final Duration SLOW = Duration.ofSeconds(20);

    private final TestingFleet fleet = new TestingFleet();
    private PolicyVersion version;

    @BeforeEach
    void govern() {
        fleet.people.person("ann").group("readers", "ann");
        for (String id : List.of("shop", "till")) {
            fleet.policy.deployment(id, TestPolicy.GOVERN);
            fleet.target(id).resource("table", "a");
        }
        fleet.policy
                .appRole("reader", "table:a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        version = fleet.refresh().publish();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    /** A day on which somebody takes the table away by hand, and giving it back takes so long. */
    private void day(String id, Duration took) {
        ScriptedDeployment target = fleet.target(id);
        target.take(new Grant(new Principal.AppRole(AppRoleName.of("reader")), Entitlement.of("table", "a", "read")));
        fleet.beforeIntent(() -> fleet.advance(took));
        fleet.run(version, id);
    }

    private List<Finding> slower(Caller caller) {
        return fleet.get(ReconcileApi.class).slower(caller, fleet.clock.now());
    }

    @Test
    void threeSlowDaysInARowAreToldToThoseWhoMaySeeTheDeployment() {
        for (int i = 0; i < 3; i++) {
            day("shop", USUAL);
            day("till", USUAL);
            fleet.advance(Duration.ofDays(1));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(slower(TestingFleet.ADA)).isEmpty();
            day("shop", SLOW);
            day("till", USUAL);
            fleet.advance(Duration.ofDays(1));
        }
        assertThat(slower(TestingFleet.ADA)).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.SLOWER_THAN_BASELINE);
            assertThat(finding.about()).isEqualTo("shop");
            assertThat(finding.message()).contains("20000 ms").contains("10000 ms");
        });
        Selector till = new Selector(Set.of(), Set.of(DeploymentId.of("till")), new TreeMap<>());
        var elsewhere = new Remit(Set.of(Permission.DEPLOYMENTS_READ), till);
        Caller ann = Caller.signedIn(fleet.subject("ann").id(), Set.of(elsewhere), Instant.EPOCH);
        assertThat(slower(ann)).isEmpty();
    }
}
