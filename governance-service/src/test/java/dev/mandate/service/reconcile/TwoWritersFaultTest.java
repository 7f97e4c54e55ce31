package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two writers of one deployment: two of Mandate's own, or Mandate and somebody's hands. */
class TwoWritersFaultTest {
    /** Longer than a lease. */
    private static final Duration LONG = Duration.ofMinutes(6);

    private final TestingFleet fleet = new TestingFleet();
    private final TestingFleet other = fleet.another();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
        other.close();
    }

    /** Ann reads already, eva is to. */
    private PolicyVersion readers() {
        fleet.people.person("ann").person("eva").group("readers", "ann");
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .appRole("reader", "table:curated.a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        PolicyVersion version = fleet.refresh().publish();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        fleet.people.group("readers", "ann", "eva");
        fleet.refresh();
        return version;
    }

    private static void holdEva(TestingFleet at) {
        at.get(AccessApi.class)
                .hold(
                        TestingFleet.GRACE,
                        new Hold.Party.OfSubject(at.subject("eva").id()),
                        new Hold.Access.Everything(),
                        Selector.ALL,
                        "lost laptop",
                        null);
    }

    private CompletableFuture<Reconciliation> start(PolicyVersion version) {
        return CompletableFuture.supplyAsync(
                () -> fleet.run(version, "shop"),
                task -> Thread.ofPlatform().daemon().start(task));
    }

    /** Everything a reconciliation writes, but for when the lease was given back. */
    private List<String> written() {
        List<String> rows = new ArrayList<>(shop.dump());
        for (String table : List.of(
                "ledger.entry",
                "reconcile.reconciliation",
                "reconcile.attempt",
                "reconcile.holding",
                "reconcile.drift",
                "reconcile.waiting",
                "reconcile.lease")) {
            fleet.database
                    .queries()
                    .fetch("select to_jsonb(t)::text from " + table + " t order by 1")
                    .forEach(row -> rows.add(table + " " + row.get(0)));
        }
        rows.add("calls " + shop.calls(Call.APPLY));
        return rows;
    }

    @Test
    void whoStoodStillWhileItReadWritesNothingAfterAnotherTookOver() throws Exception {
        PolicyVersion version = readers();
        int reads = shop.calls(Call.READ);
        shop.next(Call.READ, Fault.SLOW);
        var first = start(version);
        shop.awaitCalls(Call.READ, reads + 1);
        fleet.advance(LONG);
        holdEva(other);
        assertThat(other.run(version, "shop").result()).isEqualTo(Result.IN_SYNC);
        List<String> before = written();
        shop.release();
        assertThat(first.get().result()).isEqualTo(Result.FAILED);
        assertThat(first.get().errorCode()).contains("taken-over");
        assertThat(first.get().message()).contains("shop").contains("another reconciliation took over");
        assertThat(written()).isEqualTo(before);
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.IN_SYNC);
    }

    @Test
    void whoseReadBreaksOffAfterAnotherTookOverWritesNothingEither() throws Exception {
        PolicyVersion version = readers();
        int reads = shop.calls(Call.READ);
        shop.next(Call.READ, Fault.SLOW_THEN_CUT);
        var first = start(version);
        shop.awaitCalls(Call.READ, reads + 1);
        fleet.advance(LONG);
        assertThat(other.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        List<String> before = written();
        shop.release();
        assertThat(first.get().errorCode()).contains("taken-over");
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void whoStoodStillBetweenIntentAndCallDoesNotCallAfterAnotherTookOver() throws Exception {
        PolicyVersion version = readers();
        var standing = new CountDownLatch(1);
        var on = new CountDownLatch(1);
        fleet.beforeCall(() -> {
            standing.countDown();
            awaits(on);
        });
        var first = start(version);
        standing.await();
        fleet.advance(LONG);
        holdEva(other);
        assertThat(other.run(version, "shop").result()).isEqualTo(Result.IN_SYNC);
        assertThat(fleet.entries("plan.settled")).hasSize(1);
        List<String> before = written();
        on.countDown();
        assertThat(first.get().errorCode()).contains("taken-over");
        assertThat(written()).isEqualTo(before);
        assertThat(shop.dump()).doesNotContain("account eva ENABLED");
    }

    @Test
    void whoStoodStillBetweenIntentAndCallDoesNotCallAlsoWhereNobodyTookOver() {
        PolicyVersion version = readers();
        int calls = shop.calls(Call.APPLY);
        fleet.beforeCall(() -> fleet.clock.advance(LeaseStore.SPARE.plusSeconds(1)));
        Reconciliation first = fleet.run(version, "shop");
        assertThat(first.errorCode()).contains("taken-over");
        assertThat(first.message()).contains("stood still");
        assertThat(shop.calls(Call.APPLY)).isEqualTo(calls);
        assertThat(other.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(fleet.entries("plan.settled")).hasSize(1);
        assertThat(shop.dump()).contains("grant account:eva role:reader");
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatSomebodyGivesByHandMeanwhileIsDriftAndGoesWithTheNextRun() {
        PolicyVersion version = readers();
        fleet.beforeIntent(() -> shop.account("guest").holds("guest", "role:reader"));
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).isEqualTo(Result.DRIFT_LEFT);
        assertThat(ended.verified()).isEqualTo(ended.applied()).isEqualTo(2);
        assertThat(ended.drift()).hasSize(1);
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump())
                .contains("grant account:eva role:reader")
                .doesNotContain("grant account:guest role:reader");
    }

    @Test
    void whatSomebodyDidByHandMeanwhileIsNotClaimed() {
        PolicyVersion version = readers();
        fleet.beforeIntent(() -> shop.account("eva").holds("eva", "role:reader"));
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.applied()).isEqualTo(2);
        assertThat(fleet.entries("plan.outcome").getLast()).contains("already");
        assertThat(fleet.run(version, "shop").findings())
                .as("nothing but its name says whose the account is")
                .extracting(Finding::code)
                .contains(FindingCode.ACCOUNT_UNLINKED);
        assertThat(fleet.get(FleetApi.class).knowledge(shop.id()).owned()).doesNotContain(AccountName.of("eva"));
    }

    @Test
    void whatSomebodyTakesByHandMeanwhileIsGivenAgain() {
        PolicyVersion version = readers();
        fleet.beforeIntent(() -> shop.removeAll(Set.of(AccountName.of("ann"))));
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.DRIFT_LEFT);
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump()).contains("grant account:ann role:reader", "grant account:eva role:reader");
    }

    @Test
    void whatSomebodyChangesMeanwhileIsReadAndPlannedAgainInTheSameRun() {
        readers();
        fleet.policy.appRole("reader", "table:curated.a read;grantable=yes");
        fleet.beforeIntent(() -> shop.gives("reader", "table:curated.a read;grantable=no"));
        Reconciliation ended = fleet.run(fleet.publish(), "shop");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(fleet.entries("plan.outcome")).anyMatch(entry -> entry.contains("stale-prior"));
        assertThat(shop.dump()).contains("grant app-role:reader table:curated.a read;grantable=yes");
    }
}
