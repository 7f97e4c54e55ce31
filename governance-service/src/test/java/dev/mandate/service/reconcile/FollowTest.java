package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom an event touches, how little is looked at for it, and that a sick target keeps nobody else. */
class FollowTest {
    private static final Caller JOB = Caller.job("timer");

    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    private PolicyVersion readers(String... deployments) {
        return readers(fleet, deployments);
    }

    private static PolicyVersion readers(TestingFleet fleet, String... deployments) {
        fleet.people.person("ann").person("bob").person("ben").group("readers", "ann", "bob");
        fleet.policy
                .appRole("reader", "table:curated.* read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        for (String deployment : deployments) {
            fleet.policy.deployment(deployment, TestPolicy.GOVERN);
        }
        return fleet.refresh().publish();
    }

    private List<Reconciliation> follow(PolicyVersion version) {
        fleet.advance(Duration.ofMinutes(1));
        return fleet.api().follow(JOB, version, done -> {});
    }

    @Test
    void beginsWithEverythingAndThenLooksOnlyAtWhomSomethingChangedFor() {
        PolicyVersion version = readers("shop", "stall");
        assertThat(follow(version)).hasSize(2).allMatch(one -> one.result() == Result.CONVERGED && !one.narrow());
        assertThat(follow(version)).isEmpty();
        shop.holds("bob", "role:reader").appRole("odd").holds("odd", "role:reader");
        fleet.people.person("ann", SubjectState.LEFT);
        fleet.refresh();
        List<Reconciliation> ended = follow(version);
        assertThat(ended).hasSize(2).allMatch(Reconciliation::narrow);
        for (String name : List.of("shop", "stall")) {
            assertThat(fleet.target(name).dump())
                    .contains("account ann DISABLED", "grant account:bob role:reader")
                    .doesNotContain("grant account:ann role:reader");
        }
        assertThat(shop.dump()).as("nobody looked at that").contains("grant account:odd role:reader");
        assertThat(fleet.api().holders(JOB, shop.id(), EntitlementText.parse("role:reader"), fleet.clock.now()))
                .extracting(holder -> holder.principal().toString())
                .containsExactly("account:bob");
        assertThat(fleet.get(FleetApi.class).knowledge(shop.id()).owned())
                .as("who was not looked at is not gone")
                .contains(AccountName.of("bob"));
        assertThat(fleet.run(version, "stall").planned()).isZero();
    }

    @Test
    void aNewcomerAHoldAndAnExpiryAreFollowedToo() {
        readers("shop");
        fleet.policy.mapping("guests", "reader", TestingFleet.NOON.plus(Duration.ofHours(2)));
        fleet.people.group("guests", "ben");
        PolicyVersion version = fleet.refresh().publish();
        follow(version);
        fleet.people.person("eva").group("readers", "eva");
        fleet.refresh();
        assertThat(follow(version)).singleElement().matches(Reconciliation::narrow);
        assertThat(shop.dump()).contains("account eva ENABLED", "grant account:eva role:reader");
        fleet.get(AccessApi.class)
                .hold(
                        TestingFleet.GRACE,
                        new Hold.Party.OfSubject(fleet.subject("bob").id()),
                        new Hold.Access.Everything(),
                        Selector.ALL,
                        "lost laptop",
                        null);
        assertThat(follow(version)).singleElement().matches(Reconciliation::narrow);
        assertThat(shop.dump()).doesNotContain("grant account:bob role:reader");
        fleet.advance(Duration.ofHours(2));
        assertThat(follow(version)).singleElement().matches(Reconciliation::narrow);
        assertThat(shop.dump()).doesNotContain("grant account:ben role:reader");
        assertThat(fleet.run(version, "shop").planned()).isZero();
    }

    @Test
    void anAgentThatCannotReadNarrowlySaysSoAndReadsEverything() {
        PolicyVersion version = readers("shop");
        shop.withoutNarrowRead();
        follow(version);
        fleet.people.person("ann", SubjectState.LEFT);
        fleet.refresh();
        Reconciliation ended = follow(version).getFirst();
        assertThat(ended.narrow()).isFalse();
        assertThat(ended.findings()).extracting(Finding::code).contains(FindingCode.READ_WHOLE);
        assertThat(shop.dump()).doesNotContain("grant account:ann role:reader");
    }

    @Test
    void whatCouldNotBeDoneIsOwedUntilItIs() {
        PolicyVersion version = readers("shop");
        follow(version);
        fleet.people.person("ann", SubjectState.LEFT);
        fleet.refresh();
        shop.next(Call.READ, Fault.UNREACHABLE);
        assertThat(follow(version)).extracting(Reconciliation::result).containsExactly(Result.UNREACHABLE);
        fleet.advance(Duration.ofMinutes(5));
        assertThat(follow(version)).singleElement().matches(Reconciliation::narrow);
        assertThat(shop.dump()).doesNotContain("grant account:ann role:reader");
        assertThat(follow(version)).isEmpty();
    }

    @Test
    void aLeaverAmongTenThousandIsDoneWithoutLookingAtTheOthers() {
        var everybody = new String[10_000];
        for (int i = 0; i < everybody.length; i++) {
            everybody[i] = "p" + i;
            fleet.people.person(everybody[i]);
        }
        fleet.people.group("readers", everybody);
        PolicyVersion version = readers("shop");
        assertThat(follow(version)).extracting(Reconciliation::result).containsExactly(Result.CONVERGED);
        fleet.people.person("p77", SubjectState.LEFT);
        fleet.refresh();
        long began = System.nanoTime();
        Reconciliation ended = follow(version).getFirst();
        long narrow = System.nanoTime() - began;
        assertThat(ended.narrow()).isTrue();
        assertThat(ended.planned()).isEqualTo(2);
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump()).doesNotContain("grant account:p77 role:reader");
        assertThat(narrow).isLessThan(Duration.ofSeconds(5).toNanos());
    }

    private PolicyVersion halfOfFortyAreMissing() {
        var everybody = new String[40];
        for (int i = 0; i < everybody.length; i++) {
            everybody[i] = "p" + i;
            fleet.people.person(everybody[i]);
        }
        fleet.people.group("readers", everybody);
        PolicyVersion version = readers("shop");
        follow(version);
        for (int i = 0; i < 20; i++) {
            fleet.people.leaveGroup("readers", everybody[i]);
        }
        fleet.refresh();
        return version;
    }

    @Test
    void aMassRemovalByAbsenceWaitsAlsoWhenLookedAtNarrowly() {
        PolicyVersion version = halfOfFortyAreMissing();
        Reconciliation ended = follow(version).getFirst();
        assertThat(ended.narrow()).isTrue();
        assertThat(ended.held()).isEqualTo(20);
        String hash = ended.approvalHash().orElseThrow();
        fleet.people.person("ann", SubjectState.LEFT);
        fleet.refresh();
        assertThat(follow(version).getFirst().held()).isZero();
        fleet.api().approve(TestingFleet.GRACE, hash, "a reorganisation");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void aNarrowLookNamesAllThatWaitsAnew() {
        PolicyVersion version = halfOfFortyAreMissing();
        String before = follow(version).getFirst().approvalHash().orElseThrow();
        fleet.people.person("p0", SubjectState.LEFT);
        fleet.refresh();
        assertThat(follow(version).getFirst().held()).isZero();
        assertThatThrownBy(() -> fleet.api().approve(TestingFleet.GRACE, before, "all twenty"))
                .as("one of them is done")
                .hasMessageContaining("it waits under");
        for (int i = 20; i < 28; i++) {
            fleet.people.leaveGroup("readers", "p" + i);
        }
        fleet.refresh();
        Reconciliation ended = follow(version).getFirst();
        assertThat(ended.held()).isEqualTo(8);
        assertThat(ended.waits())
                .singleElement()
                .satisfies(set -> assertThat(set.changes())
                        .as("with those nobody looked at")
                        .isEqualTo(27));
        fleet.api().approve(TestingFleet.GRACE, ended.approvalHash().orElseThrow(), "a reorganisation");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void aHungTargetKeepsNeitherTheRoundNorItsPlace() {
        try (var small = new TestingFleet(
                new Bulkheads.Limits(2, Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofSeconds(2)))) {
            PolicyVersion version = readers(small, "a-hangs", "b-hangs", "shop", "stall");
            small.target("a-hangs").next(Call.READ, Fault.SLOW);
            small.target("b-hangs").next(Call.READ, Fault.SLOW);
            var order = new CopyOnWriteArrayList<String>();
            small.advance(Duration.ofMinutes(1));
            List<Reconciliation> ended = small.api()
                    .run(
                            JOB,
                            version,
                            Selector.ALL,
                            done -> order.add(done.deployment().value()));
            assertThat(ended)
                    .extracting(Reconciliation::result)
                    .containsExactly(Result.UNREACHABLE, Result.UNREACHABLE, Result.CONVERGED, Result.CONVERGED);
            assertThat(order).hasSize(4);
            assertThat(small.run(version, "a-hangs").message()).contains("has not ended yet");
        }
    }

    @Test
    void aTimerLeavesATargetThatIsAwayAloneForAWhileAndAPersonDoesNot() {
        PolicyVersion version = readers("shop");
        shop.always(Call.READ, Fault.UNREACHABLE);
        for (int i = 0; i < 3; i++) {
            fleet.run(version, "shop");
        }
        int calls = shop.calls(Call.READ);
        assertThat(fleet.api().run(JOB, version, Selector.ALL, done -> {}))
                .singleElement()
                .satisfies(one -> assertThat(one.message()).contains("3 attempts in a row"));
        assertThat(shop.calls(Call.READ)).isEqualTo(calls);
        shop.heal();
        fleet.advance(Duration.ofMinutes(4));
        assertThat(fleet.api().run(JOB, version, Selector.ALL, done -> {}))
                .extracting(Reconciliation::result)
                .containsExactly(Result.CONVERGED);
    }
}
