package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Targets that are away, slow, busy, or cut the line before or after they did what they were asked. */
class TargetFaultsTest {
    private static final Caller JOB = Caller.job("timer");
    private static final Duration LONG = Duration.ofMinutes(10);

    private final TestingFleet fleet = new TestingFleet(
            new Bulkheads.Limits(8, Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(20)));
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    private static PolicyVersion readers(TestingFleet fleet, List<String> deployments) {
        fleet.people.person("ann").person("bob").group("readers", "ann", "bob");
        fleet.policy
                .appRole("reader", "table:curated.a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        deployments.forEach(deployment -> fleet.policy.deployment(deployment, TestPolicy.GOVERN));
        return fleet.refresh().publish();
    }

    private Reconciliation job(PolicyVersion version) {
        return fleet.api().run(JOB, version, Selector.ALL, done -> {}).getFirst();
    }

    private List<Reconciliation> follow(PolicyVersion version) {
        return fleet.api().follow(JOB, version, done -> {});
    }

    @Test
    void whoAsksForTimeIsLeftAloneUntilThenAndNotLonger() {
        PolicyVersion version = readers(fleet, List.of("shop"));
        shop.retryAfter(Duration.ofSeconds(40)).next(Call.READ, Fault.THROTTLED);
        Reconciliation told = job(version);
        assertThat(told.result()).isEqualTo(Result.UNREACHABLE);
        assertThat(told.retryAt()).contains(fleet.clock.now().plusSeconds(40));
        fleet.advance(Duration.ofSeconds(39));
        assertThat(job(version).message()).contains("not tried before").contains("asked to wait");
        assertThat(shop.calls(Call.READ)).isEqualTo(1);
        fleet.advance(Duration.ofSeconds(1));
        assertThat(job(version).result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void nobodyIsGivenMoreThanAnHour() {
        PolicyVersion version = readers(fleet, List.of("shop"));
        shop.retryAfter(Duration.ofDays(365)).next(Call.READ, Fault.THROTTLED);
        job(version);
        fleet.advance(Duration.ofHours(1));
        assertThat(job(version).result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void aChangeThatIsTurnedAwayIsOwedAndMadeWhenTheTargetIsReady() {
        PolicyVersion version = readers(fleet, List.of("shop"));
        follow(version);
        fleet.people.person("ann", SubjectState.LEFT);
        fleet.refresh().advance(Duration.ofMinutes(1));
        shop.retryAfter(Duration.ofSeconds(90)).next(Call.APPLY, Fault.THROTTLED);
        assertThat(follow(version)).extracting(Reconciliation::result).containsExactly(Result.DRIFT_LEFT);
        int calls = shop.calls(Call.READ);
        fleet.advance(Duration.ofSeconds(89));
        assertThat(follow(version)).extracting(Reconciliation::result).containsExactly(Result.UNREACHABLE);
        assertThat(shop.calls(Call.READ)).isEqualTo(calls);
        fleet.advance(Duration.ofSeconds(1));
        assertThat(follow(version)).extracting(Reconciliation::result).containsExactly(Result.CONVERGED);
        assertThat(shop.dump()).contains("account ann DISABLED").doesNotContain("grant account:ann role:reader");
        assertThat(follow(version)).isEmpty();
    }

    @Test
    void aLargeFirstRunConvergesWhereTheTargetFinishesOnlySmallBatchesInTime() {
        String[] many = IntStream.range(0, 60).mapToObj(i -> "p" + i).toArray(String[]::new);
        Stream.of(many).forEach(fleet.people::person);
        readers(fleet, List.of("shop"));
        fleet.people.group("readers", many);
        PolicyVersion version = fleet.refresh().publish();
        shop.slowAbove(20);
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).as(ended.message()).isEqualTo(Result.CONVERGED);
        assertThat(ended.applied()).isEqualTo(126); // an AppRole, its table, 62 accounts and as many memberships
        assertThat(fleet.entries("plan.settled"))
                .as("what ran out of time was looked at")
                .isNotEmpty();
        assertThat(fleet.run(version, "shop").planned()).isZero();
    }

    @Test
    void whoFailsInAnyWayIsTriedLessAndLessOften() {
        PolicyVersion version = readers(fleet, List.of("shop"));
        shop.always(Call.READ, Fault.INCOMPLETE_READ);
        for (int minute = 0; minute < 60; minute++) {
            job(version);
            fleet.advance(Duration.ofMinutes(1));
        }
        assertThat(shop.calls(Call.READ)).isEqualTo(6); // after 1, 2, 4, 8, 16 and 32 minutes more
    }

    @ParameterizedTest
    @EnumSource(names = {"UNREACHABLE", "THROTTLED", "TIMEOUT_AFTER_EFFECT", "HALF_BATCH", "SLOW"})
    void everySortOfChangeConvergesWhateverBecomesOfTheCall(Fault fault) {
        PolicyVersion version = readers(fleet, List.of("shop"));
        onceMore(fault, version); // creates app-role and accounts, gives
        fleet.people.person("ann", SubjectState.LEFT).person("eva").group("readers", "bob", "eva");
        fleet.policy.appRole("reader", "table:curated.b read");
        fleet.refresh();
        onceMore(fault, fleet.publish()); // disables, takes, gives
        assertThat(shop.dump())
                .containsExactlyInAnyOrder(
                        "account ann DISABLED",
                        "account bob ENABLED",
                        "account eva ENABLED",
                        "app-role reader",
                        "grant account:bob role:reader",
                        "grant account:eva role:reader",
                        "grant app-role:reader table:curated.b read");
        assertThat(fleet.database.queries().fetch("select 1 from reconcile.attempt"))
                .isEmpty();
    }

    private void onceMore(Fault fault, PolicyVersion version) {
        shop.next(Call.APPLY, fault);
        assertThat(fleet.run(version, "shop").result()).isIn(Result.DRIFT_LEFT, Result.CONVERGED);
        shop.heal();
        fleet.run(version, "shop");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.IN_SYNC);
    }

    @Test
    void aCallThatDoesNotComeBackIsGivenUpAtItsDeadline() {
        PolicyVersion version = readers(fleet, List.of("shop"));
        shop.next(Call.READ, Fault.SLOW);
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).isEqualTo(Result.UNREACHABLE);
        assertThat(ended.message()).contains("reading took longer than 2 s").contains("look at the target");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    /** One hangs, one fails every call, one says yes and does nothing. */
    @Test
    void threeOfFiftyThatAreSickKeepNoneOfTheOthersWaiting() throws InterruptedException {
        List<String> fifty =
                IntStream.range(0, 50).mapToObj(i -> "d" + (10 + i)).toList();
        try (var large = new TestingFleet(new Bulkheads.Limits(8, LONG, Duration.ofSeconds(1), LONG))) {
            PolicyVersion version = readers(large, fifty);
            large.target("d10").next(Call.READ, Fault.SLOW);
            large.target("d11").always(Call.READ, Fault.UNREACHABLE);
            large.target("d12").always(Call.APPLY, Fault.SAYS_OK_DOES_NOTHING);
            var others = new CountDownLatch(49);
            Set<String> done = new ConcurrentSkipListSet<>();
            large.advance(Duration.ofMinutes(1));
            Thread round = Thread.ofPlatform()
                    .start(() -> large.api().run(JOB, version, Selector.ALL, ended -> {
                        done.add(ended.deployment() + " " + ended.result().word());
                        others.countDown();
                    }));
            assertThat(others.await(2, TimeUnit.MINUTES)).as("done: " + done).isTrue();
            assertThat(done).hasSize(49).contains("d11 unreachable", "d12 drift_left");
            assertThat(done).filteredOn(one -> one.endsWith(" converged")).hasSize(47);
            large.target("d10").release();
            round.join();
            assertThat(done).hasSize(50).contains("d10 converged");
        }
    }

    @Test
    void slowTargetsOfAFullRoundKeepNoLeaverElsewhereWaiting() throws Exception {
        try (var small = new TestingFleet(new Bulkheads.Limits(2, LONG, LONG, LONG))) {
            PolicyVersion version = readers(small, List.of("slow1", "slow2", "shop"));
            small.api().follow(JOB, version, done -> {});
            var slow = List.of(small.target("slow1"), small.target("slow2"));
            for (var one : slow) {
                one.next(Call.READ, Fault.SLOW);
            }
            small.people.person("ann", SubjectState.LEFT);
            small.refresh().advance(Duration.ofMinutes(1));
            int reads = slow.getFirst().calls(Call.READ);
            var full = CompletableFuture.supplyAsync(() -> small.api()
                    .run(JOB, version, new Selector(Set.of(), ids("slow1", "slow2"), new TreeMap<>()), done -> {}));
            for (var one : slow) {
                one.awaitCalls(Call.READ, reads + 1);
            }
            assertThat(small.api().follow(JOB, version, done -> {}))
                    .extracting(ended ->
                            ended.deployment() + " " + ended.errorCode().orElse("done"))
                    .containsExactlyInAnyOrder("shop done", "slow1 busy", "slow2 busy");
            assertThat(small.target("shop").dump()).noneMatch(line -> line.startsWith("grant account:ann"));
            slow.forEach(ScriptedDeployment::release);
            assertThat(full.get()).hasSize(2);
        }
    }

    private static Set<DeploymentId> ids(String... names) {
        return Stream.of(names).map(DeploymentId::of).collect(Collectors.toSet());
    }

    @Test
    void aPersonWaitsForATurnWhereAJobComesBackLater() throws Exception {
        try (var one = new TestingFleet(new Bulkheads.Limits(2, LONG, LONG, LONG))) {
            PolicyVersion version = readers(one, List.of("shop"));
            one.target("shop").next(Call.READ, Fault.SLOW);
            one.advance(Duration.ofMinutes(1));
            var job = CompletableFuture.supplyAsync(() -> one.api().run(JOB, version, Selector.ALL, ended -> {}));
            one.target("shop").awaitCalls(Call.READ, 1);
            assertThat(one.api().run(JOB, version, Selector.ALL, ended -> {}))
                    .extracting(ended -> ended.errorCode().orElse(""))
                    .containsExactly("busy");
            var person = CompletableFuture.supplyAsync(
                    () -> one.api().check(TestingFleet.ADA, version, Selector.ALL, ended -> {}));
            one.target("shop").release();
            assertThat(job.get()).extracting(Reconciliation::result).containsExactly(Result.CONVERGED);
            assertThat(person.get()).extracting(Reconciliation::result).containsExactly(Result.IN_SYNC);
        }
    }

    @Test
    void aPersonDoesNotWaitForEver() throws Exception {
        try (var one = new TestingFleet(new Bulkheads.Limits(2, LONG, Duration.ofMillis(50), LONG))) {
            PolicyVersion version = readers(one, List.of("shop"));
            one.target("shop").next(Call.READ, Fault.SLOW);
            one.advance(Duration.ofMinutes(1));
            var job = CompletableFuture.supplyAsync(() -> one.api().run(JOB, version, Selector.ALL, ended -> {}));
            one.target("shop").awaitCalls(Call.READ, 1);
            assertThat(one.api().check(TestingFleet.ADA, version, Selector.ALL, ended -> {}))
                    .extracting(Reconciliation::message)
                    .containsExactly("an earlier reconciliation of it has not ended yet");
            one.target("shop").release();
            assertThat(job.get()).extracting(Reconciliation::result).containsExactly(Result.CONVERGED);
        }
    }

    private static boolean holdsAnything(ScriptedDeployment target) {
        return target.dump().stream().anyMatch(line -> line.startsWith("grant account:"));
    }

    @Test
    void anEventIsFollowedEverywhereElseWhileOneTargetHangs() {
        try (var small = new TestingFleet(new Bulkheads.Limits(2, LONG, Duration.ofSeconds(1), LONG))) {
            PolicyVersion version = readers(small, List.of("hangs", "shop"));
            small.api().follow(JOB, version, done -> {});
            small.target("hangs").next(Call.READ, Fault.SLOW);
            small.people.person("ann", SubjectState.LEFT);
            small.refresh().advance(Duration.ofMinutes(1));
            long began = System.nanoTime();
            assertThat(small.api().follow(JOB, version, done -> {}))
                    .extracting(Reconciliation::result)
                    .containsExactly(Result.UNREACHABLE, Result.CONVERGED);
            assertThat(System.nanoTime() - began).isLessThan(LONG.toNanos());
            small.people.person("bob", SubjectState.LEFT);
            small.refresh().advance(Duration.ofMinutes(1));
            small.api().follow(JOB, version, done -> {});
            assertThat(holdsAnything(small.target("shop"))).isFalse();
            small.target("hangs").release();
            for (int i = 0; i < 100 && holdsAnything(small.target("hangs")); i++) {
                small.advance(Duration.ofMinutes(1)).api().follow(JOB, version, done -> {});
            }
            assertThat(holdsAnything(small.target("hangs"))).isFalse();
        }
    }
}
