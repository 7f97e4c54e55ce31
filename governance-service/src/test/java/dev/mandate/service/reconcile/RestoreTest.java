package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.ConstraintId;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A deployment kept as it was at an earlier moment. */
class RestoreTest {
    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");
    private PolicyVersion version = start();
    private final Instant before = fleet.clock.now();

    @AfterEach
    void close() {
        fleet.close();
    }

    private PolicyVersion start() {
        fleet.people.person("ann").person("bob").person("eva").person("dan");
        fleet.people.group("readers", "ann", "bob", "eva", "dan").group("writers");
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .appRole("reader", "table:curated.* read")
                .appRole("writer", "table:curated.* write")
                .role("reader", Risk.STANDARD, "role:reader")
                .role("writer", Risk.STANDARD, "role:writer")
                .mapping("readers", "reader")
                .mapping("writers", "writer");
        shop.resource("table", "curated.a");
        fleet.refresh();
        version = fleet.publish();
        fleet.run(version, "shop");
        shop.account("odd").holds("odd", "role:reader");
        fleet.advance(java.time.Duration.ofMinutes(1));
        fleet.api().look(TestingFleet.ADA, version, Selector.ALL, done -> {});
        return version;
    }

    private Deployment deployment() {
        return version.policy().deployments().getFirst();
    }

    private RestoreApi api() {
        return fleet.get(RestoreApi.class);
    }

    @Test
    void goesBackToWhatWasHeldThenVisiblyAndUntilItIsEnded() {
        fleet.people.leaveGroup("readers", "ann").group("writers", "bob");
        fleet.refresh().run(version, "shop");
        assertThat(shop.dump())
                .contains("grant account:bob role:writer")
                .doesNotContain("grant account:ann role:reader", "grant account:odd role:reader");
        api().begin(TestingFleet.GRACE, deployment(), before, "the change was wrong");
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(ended.findings()).extracting(Finding::code).contains(FindingCode.RESTORED);
        assertThat(shop.dump())
                .contains("grant account:ann role:reader", "grant app-role:reader table:curated.a read")
                .as("what was given since, and what was drift then")
                .doesNotContain("grant account:bob role:writer", "grant account:odd role:reader");
        Reconciliation again = fleet.run(version, "shop");
        assertThat(again.planned()).isZero();
        assertThat(again.findings()).extracting(Finding::code).contains(FindingCode.RESTORED);
        assertThat(api().inForce(TestingFleet.ADA)).hasSize(1);
        api().end(TestingFleet.GRACE, deployment(), "it was right after all");
        fleet.run(version, "shop");
        assertThat(shop.dump())
                .contains("grant account:bob role:writer")
                .doesNotContain("grant account:ann role:reader");
        assertThat(fleet.entries("restore.begun")).hasSize(1);
        assertThat(fleet.entries("restore.ended")).hasSize(1);
    }

    @Test
    void neverReturnsWhatALeavingAHoldOrAConstraintForbids() {
        fleet.people
                .person("ann", SubjectState.LEFT)
                .leaveGroup("readers", "bob")
                .leaveGroup("readers", "eva");
        fleet.people.leaveGroup("readers", "dan").group("writers", "dan");
        fleet.policy.constraint(new Constraint(
                ConstraintId.of("not-both"),
                Set.of(RoleId.of("reader"), RoleId.of("writer")),
                1,
                Constraint.Enforcement.ENFORCE));
        fleet.get(AccessApi.class)
                .hold(
                        TestingFleet.GRACE,
                        new Hold.Party.OfSubject(fleet.subject("bob").id()),
                        new Hold.Access.Everything(),
                        Selector.ALL,
                        "lost laptop",
                        null);
        fleet.refresh();
        version = fleet.publish();
        fleet.run(version, "shop");
        api().begin(TestingFleet.GRACE, deployment(), before, "go back");
        fleet.run(version, "shop");
        assertThat(shop.dump())
                .contains("grant account:eva role:reader", "account ann DISABLED")
                .doesNotContain(
                        "grant account:ann role:reader",
                        "grant account:bob role:reader",
                        "grant account:dan role:reader");
    }

    @Test
    void aHoldPlacedLaterWinsToo() {
        api().begin(TestingFleet.GRACE, deployment(), before, "go back");
        fleet.get(AccessApi.class)
                .hold(
                        TestingFleet.GRACE,
                        new Hold.Party.OfSubject(fleet.subject("eva").id()),
                        new Hold.Access.OfRole(RoleId.of("reader")),
                        Selector.ALL,
                        "under review",
                        null);
        fleet.run(version, "shop");
        assertThat(shop.dump()).doesNotContain("grant account:eva role:reader");
    }

    @Test
    void whatNobodyLookedAtCannotBeRestored() {
        assertThatThrownBy(() -> api().begin(TestingFleet.GRACE, deployment(), before.minusSeconds(86_400), "go back"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("unknown");
        assertThatThrownBy(() -> api().begin(
                                TestingFleet.GRACE,
                                deployment(),
                                fleet.clock.now().plusSeconds(1),
                                "go forth"))
                .isInstanceOf(NotAllowed.class);
        assertThat(fleet.entries("restore.begun")).hasSize(2).allMatch(entry -> entry.contains("denied"));
    }
}
