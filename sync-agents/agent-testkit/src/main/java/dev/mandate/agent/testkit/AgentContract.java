package dev.mandate.agent.testkit;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.add;
import static dev.mandate.agent.testkit.ContractChanges.appRole;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static dev.mandate.agent.testkit.ContractChanges.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.agent.api.EffectiveAccess.Answer;
import dev.mandate.agent.api.EffectiveAccess.Verdict;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every agent owes. A subclass gives the deployment; each test makes principals named {@code contract-…} and
 * afterwards nothing else in the deployment may have changed.
 */
public abstract class AgentContract {
    /** In the name of every principal that a test makes. */
    public static final String MARK = "contract-";

    private static final ReadScope EVERYTHING = new ReadScope.Full(Set.of());
    private static final int CALLERS = 8;
    private static final long SEED = 20260301;

    private SortedSet<String> before = new TreeSet<>();
    private static int tests;

    private Principal.Account ann = account("unset");
    private Principal reader = appRole("unset");

    /** The same running deployment for every test. */
    protected abstract ContractTarget target();

    @BeforeEach
    void rememberTheCatalogue() {
        tests++;
        ann = account(MARK + tests + "-ann");
        reader = role(MARK + tests + "-reader");
        before = others(target().dump());
    }

    @AfterEach
    void nothingElseHasChanged() {
        assertThat(others(target().dump())).isEqualTo(before);
    }

    /** An AppRole, or an account where the product has none. */
    private Principal role(String name) {
        return target().insteadOfMembership(name).isPresent() ? account(name) : appRole(name);
    }

    private Entitlement memberOf(Principal role) {
        return switch (role) {
            case Principal.AppRole(var name) -> Entitlement.memberOf(name);
            case Principal.Account(var name) ->
                target().insteadOfMembership(name.value()).orElseThrow();
            case Principal.ExternalGroup group -> throw new IllegalArgumentException(group.toString());
            case Principal.Anyone anyone -> throw new IllegalArgumentException(anyone.toString());
        };
    }

    private static SortedSet<String> others(SortedSet<String> dump) {
        var others = new TreeSet<>(dump);
        others.removeIf(line -> line.contains(MARK));
        return others;
    }

    @Test
    void readsWhatItApplied() {
        try (Agent agent = target().open()) {
            List<Change> changes = everything();
            assertThat(agent.apply(batch(changes))).hasSameSizeAs(changes).allSatisfy(AgentContract::isApplied);
            assertThat(grants(agent.read(EVERYTHING))).containsAll(added(changes));
            assertThat(grants(agent.read(new ReadScope.Of(Set.of(ann, reader), Set.of()))))
                    .filteredOn(grant -> Set.of(ann, reader).contains(grant.principal()))
                    .containsExactlyInAnyOrderElementsOf(added(changes));

            List<Change> back = removals(changes);
            assertThat(agent.apply(batch(back))).allSatisfy(AgentContract::isApplied);
            assertThat(grants(agent.read(EVERYTHING))).doesNotContainAnyElementsOf(added(changes));
        }
    }

    @Test
    void applyingTwiceChangesNothing() {
        try (Agent agent = target().open()) {
            List<Change> changes = everything();
            agent.apply(batch(changes));
            SortedSet<String> once = target().dump();
            assertThat(agent.apply(batch(changes))).allSatisfy(AgentContract::isInPlace);
            assertThat(target().dump()).isEqualTo(once);

            agent.apply(batch(removals(changes)));
            SortedSet<String> gone = target().dump();
            assertThat(agent.apply(batch(removals(changes)))).allSatisfy(AgentContract::isInPlace);
            assertThat(target().dump()).isEqualTo(gone);
        }
    }

    @Test
    void refusesAChangeWhosePriorHasMoved() {
        try (Agent agent = target().open()) {
            agent.apply(batch(List.of(make(ann), make(reader), add(ann, memberOf(reader)))));
            SortedSet<String> unchanged = target().dump();
            var stale = new ArrayList<Change>();
            if (reader instanceof Principal.AppRole(var name)) {
                stale.add(new Change.DeleteAppRole(name));
            }
            if (agent.profile().can(Capability.DISABLE_ACCOUNT)) {
                var nobody = account(MARK + tests + "-nobody").name();
                stale.add(new Change.SetAccountStatus(nobody, AccountStatus.ENABLED, AccountStatus.DISABLED));
            }
            for (Change change : stale) {
                isRejected(agent.apply(batch(List.of(change))).getFirst(), Outcome.Rejected.STALE_PRIOR);
            }
            assertThat(target().dump()).isEqualTo(unchanged);
        }
    }

    @Test
    void aReadThatIsCutShortFails() {
        assumeTrue(target().address().isPresent(), "not reached over a line that could be cut");
        try (var line = target().line();
                Agent agent = target().open(line.address())) {
            agent.apply(batch(everything()));
            long start = line.answered();
            ObservedState all = agent.read(EVERYTHING);
            assertThat(grants(all)).containsAll(added(everything()));
            long whole = line.answered() - start;
            var random = new SplittableRandom(SEED);
            for (int i = 0; i < 12; i++) {
                long bytes = random.nextLong(whole);
                line.cutAfter(bytes);
                try {
                    ObservedState found = agent.read(EVERYTHING);
                    assertThat(grants(found))
                            .as("seed %d, cut after %d of %d bytes", SEED, bytes, whole)
                            .isEqualTo(grants(all));
                    assertThat(found.accounts()).isEqualTo(all.accounts());
                } catch (AgentException e) {
                    assertThat(e.code().transientFault()).as(e.getMessage()).isTrue();
                }
                line.heal();
            }
            assertThat(grants(agent.read(EVERYTHING))).isEqualTo(grants(all));
        }
    }

    @Test
    void aLostAnswerIsNeitherSuccessNorDoneTwice() {
        assumeTrue(target().address().isPresent(), "not reached over a line that could be cut");
        try (var line = target().line();
                Agent agent = target().open(line.address());
                Agent direct = target().open()) {
            direct.apply(batch(List.of(make(ann), make(reader))));
            Change there = add(ann, memberOf(reader));
            Change back = remove(ann, memberOf(reader));
            long start = line.answered();
            agent.apply(batch(List.of(there)));
            agent.apply(batch(List.of(back)));
            long both = line.answered() - start;
            var random = new SplittableRandom(SEED);
            for (int i = 0; i < 12; i++) {
                long bytes = random.nextLong(both / 2 + 1);
                line.cutAfter(bytes);
                Outcome outcome = agent.apply(batch(List.of(there))).getFirst();
                line.heal();
                boolean held = grants(direct.read(EVERYTHING)).contains(new Grant(ann, memberOf(reader)));
                if (outcome instanceof Outcome.Applied) {
                    assertThat(held)
                            .as("seed %d, cut after %d bytes", SEED, bytes)
                            .isTrue();
                } else {
                    assertThat(outcome).isInstanceOf(Outcome.Unreachable.class);
                }
                assertThat(agent.apply(batch(List.of(there)))).allSatisfy(AgentContract::isSuccess);
                assertThat(grants(direct.read(EVERYTHING))).contains(new Grant(ann, memberOf(reader)));
                assertThat(agent.apply(batch(List.of(back)))).allSatisfy(AgentContract::isSuccess);
            }
        }
    }

    @Test
    void whoAsksForTimeIsGivenIt() {
        assumeTrue(target().overHttp(), "does not speak HTTP");
        try (var line = target().line();
                Agent agent = target().open(line.address())) {
            agent.apply(batch(List.of(make(ann), make(reader))));
            SortedSet<String> unchanged = target().dump();
            Instant soon = toldToWait(line, agent, 429, Duration.ofMinutes(10));
            Instant late = toldToWait(line, agent, 503, Duration.ofMinutes(50));
            assertThat(Duration.between(soon, late)).isBetween(Duration.ofMinutes(39), Duration.ofMinutes(43));
            assertThat(target().dump()).isEqualTo(unchanged);
            assertThat(agent.apply(batch(List.of(add(ann, memberOf(reader)))))).allSatisfy(AgentContract::isApplied);
        }
    }

    /** When reads and changes may be tried again; neither insists. */
    private Instant toldToWait(FaultyLine line, Agent agent, int status, Duration wait) {
        line.turnAway(status, wait);
        long before = line.turnedAway();
        Instant read = catchThrowableOfType(AgentException.class, () -> agent.read(EVERYTHING))
                .retryAt()
                .orElseThrow();
        Outcome outcome =
                agent.apply(batch(List.of(add(ann, memberOf(reader))))).getFirst();
        assertThat(line.turnedAway() - before).as("calls").isEqualTo(2);
        line.heal();
        assertThat(outcome).isInstanceOf(Outcome.Unreachable.class);
        assertThat(((Outcome.Unreachable) outcome).retryAt()).isBetween(read, read.plus(Duration.ofMinutes(1)));
        return read;
    }

    @Test
    void eightCallersDoNotLoseEachOthersChanges() throws Exception {
        try (Agent agent = target().open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Principal.Account> people = IntStream.range(0, CALLERS)
                    .mapToObj(i -> account(ann.name() + "-" + i))
                    .toList();
            agent.apply(batch(List.of(make(reader))));
            var calls = new ArrayList<Callable<Void>>();
            for (Principal.Account person : people) {
                calls.add(() -> {
                    agent.apply(batch(List.of(make(person))));
                    for (int round = 0; round < 3; round++) {
                        isSuccess(agent.apply(batch(List.of(add(person, memberOf(reader)))))
                                .getFirst());
                        isSuccess(agent.apply(batch(List.of(remove(person, memberOf(reader)))))
                                .getFirst());
                    }
                    isSuccess(agent.apply(batch(List.of(add(person, memberOf(reader)))))
                            .getFirst());
                    return null;
                });
            }
            for (var call : threads.invokeAll(calls)) {
                call.get();
            }
            Set<Grant> found = grants(agent.read(EVERYTHING));
            people.forEach(person -> assertThat(found).contains(new Grant(person, memberOf(reader))));
        }
    }

    @Test
    void eightCallersOnOneObjectLoseNothing() throws Exception {
        try (Agent agent = target().open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            agent.apply(batch(List.of(make(ann), make(reader))));
            List<Principal> roles = IntStream.range(0, CALLERS)
                    .mapToObj(i -> role(ann.name() + "-reader-" + i))
                    .toList();
            roles.forEach(role -> agent.apply(batch(List.of(make(role)))));
            var wanted = new ArrayList<Change>();
            for (int i = 0; i < CALLERS; i++) {
                wanted.add(add(reader, target().contents().get(i)));
                wanted.add(add(ann, memberOf(roles.get(i))));
            }
            var calls = new ArrayList<Callable<Outcome>>();
            wanted.forEach(change ->
                    calls.add(() -> agent.apply(batch(List.of(change))).getFirst()));
            for (var call : threads.invokeAll(calls)) {
                isSuccess(call.get());
            }
            assertThat(grants(agent.read(EVERYTHING))).containsAll(added(wanted));
        }
    }

    @Test
    void namesMayBeOddUpToTheLimitAndNoLonger() {
        try (Agent agent = target().open()) {
            int longest = agent.profile().maxAccountNameBytes();
            int longestRole = agent.profile().maxAppRoleNameBytes();
            for (String odd : List.of("\"quoted\" 'twice'", "with blank; DROP", "Zoë-日本", "back\\slash", "UPPER.dot")) {
                Principal.Account person = account(filled(MARK + tests + odd, longest));
                Principal role = role(filled(MARK + "role-" + tests + odd, longestRole));
                assertThat(agent.apply(batch(List.of(make(role), make(person), add(person, memberOf(role))))))
                        .as(odd)
                        .allSatisfy(AgentContract::isSuccess);
                assertThat(grants(agent.read(EVERYTHING))).contains(new Grant(person, memberOf(role)));
            }
            SortedSet<String> unchanged = target().dump();
            for (Change tooLong :
                    List.of(make(account(filled(MARK, longest) + "x")), make(role(filled(MARK, longestRole) + "x")))) {
                isRejected(agent.apply(batch(List.of(tooLong))).getFirst(), Outcome.Rejected.NAME_NOT_ALLOWED);
            }
            assertThat(target().dump()).isEqualTo(unchanged);
        }
    }

    private static String filled(String start, int bytes) {
        var name = new StringBuilder(start);
        while (name.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length < bytes) {
            name.append('n');
        }
        return name.toString();
    }

    @Test
    void deniesAndConditionsAreHeldOrRefused() {
        try (Agent agent = target().open()) {
            agent.apply(batch(List.of(make(reader))));
            Entitlement plain = target().contents().getFirst();
            var deny = target().deny().orElse(with(plain, Effect.DENY, null));
            var conditional = target().conditional().orElse(with(plain, Effect.ALLOW, "region = 'eu'"));
            heldOrRefused(agent, deny, target().deny().isPresent());
            heldOrRefused(agent, conditional, target().conditional().isPresent());
        }
    }

    private static Entitlement with(
            Entitlement plain, Effect effect, @org.jspecify.annotations.Nullable String condition) {
        return new Entitlement(
                plain.kind(), plain.resource(), plain.pattern(), plain.action(), effect, condition, plain.options());
    }

    private void heldOrRefused(Agent agent, Entitlement entitlement, boolean known) {
        Outcome outcome = agent.apply(batch(List.of(add(reader, entitlement)))).getFirst();
        Set<Grant> found = grants(agent.read(EVERYTHING));
        if (known) {
            isSuccess(outcome);
            assertThat(found).contains(new Grant(reader, entitlement));
        } else {
            assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
            assertThat(found).noneMatch(grant -> grant.principal().equals(reader));
        }
    }

    @Test
    void readsTenThousandAccounts() {
        target().load(10_000, 100, 3);
        try (Agent agent = target().open()) {
            long start = System.nanoTime();
            ObservedState state = agent.read(EVERYTHING);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(state.accounts().keySet().stream()
                            .filter(name -> name.value().startsWith(MARK + "load-")))
                    .hasSize(10_000);
            assertThat(grants(state).stream()
                            .filter(grant -> grant.entitlement().resource().contains(MARK + "load-role-"))
                            .filter(grant -> grant.principal().toString().startsWith("account:" + MARK + "load-")))
                    .hasSize(30_000);
            assertThat(took).isLessThan(Duration.ofMinutes(2));
        } finally {
            target().unload();
        }
    }

    @Test
    void anyOneGrantChangedOnTheTargetIsOneDrift() {
        try (Agent agent = target().open()) {
            agent.apply(batch(everything()));
            var drift = new ContractDrift(target().vocabulary(), Set.of(ann, reader), agent.read(EVERYTHING));
            var grants = new ArrayList<Grant>(added(everything()));
            for (Grant grant : grants) {
                target().take(grant);
                assertThat(drift.of(agent.read(EVERYTHING)))
                        .as("without " + grant)
                        .hasSize(1);
                target().give(grant);
                assertThat(drift.of(agent.read(EVERYTHING))).as("with " + grant).isEmpty();
            }
            Grant extra = new Grant(reader, target().contents().getLast());
            assertThat(grants).doesNotContain(extra);
            target().give(extra);
            assertThat(drift.of(agent.read(EVERYTHING))).as("with " + extra).hasSize(1);
        }
    }

    @Test
    void nobodyCanSignInByPasswordToWhatItCreated() {
        try (Agent agent = target().open()) {
            assertThat(agent.profile().can(Capability.CREATE_ACCOUNT)).isTrue();
            agent.apply(batch(List.of(make(ann))));
            assertThat(target().hasUsablePassword(ann.name())).isFalse();
        }
    }

    @Test
    void endsTheSessionsOfWhomItIsAskedForAndOfNobodyElse() {
        try (Agent agent = target().open()) {
            assertThat(agent.sessionKill().isPresent())
                    .as("declared is offered")
                    .isEqualTo(agent.profile().can(Capability.SESSION_KILL));
            assumeTrue(agent.sessionKill().isPresent(), "ends no sessions");
            SessionKill kill = agent.sessionKill().orElseThrow();
            AccountName self = agent.profile().self();
            var bob = account(MARK + tests + "-bob");
            agent.apply(batch(List.of(make(ann), make(bob))));
            try (var first = target().signIn(ann.name());
                    var second = target().signIn(ann.name());
                    var other = target().signIn(bob.name())) {
                assertThat(kill.open(Set.of(ann.name(), bob.name(), self)))
                        .containsOnly(
                                Map.entry(ann.name(), new SessionKill.Open(2, "")),
                                Map.entry(bob.name(), new SessionKill.Open(1, "")));
                assertThat(List.of(first, second, other)).allMatch(ContractTarget.Session::isOpen);
                assertThat(kill.end(Set.of(ann.name(), self)))
                        .containsOnly(Map.entry(ann.name(), new SessionKill.Ended(2, 0, "")));
                assertThat(List.of(first, second)).noneMatch(ContractTarget.Session::isOpen);
                assertThat(other.isOpen()).isTrue();
                assertThat(kill.end(Set.of(ann.name(), self))).isEmpty();
                assertThat(agent.read(EVERYTHING).accounts()).containsKeys(ann.name(), bob.name());
            }
        }
    }

    @Test
    void theProductItselfAffirmsWhatIsHeldUntilItIsTaken() {
        try (Agent agent = target().open()) {
            assertThat(agent.effectiveAccess().isPresent())
                    .as("declared is offered")
                    .isEqualTo(agent.profile().can(Capability.EFFECTIVE_ACCESS));
            assumeTrue(agent.effectiveAccess().isPresent(), "the product is not asked");
            EffectiveAccess access = agent.effectiveAccess().orElseThrow();
            List<Change> changes = everything();
            var direct = Set.copyOf(added(changes));
            var questions = new HashSet<>(direct);
            direct.forEach(grant -> questions.add(new Grant(ann, grant.entitlement())));
            assertThat(access.ask(questions).values())
                    .as("nobody knows them")
                    .hasSameSizeAs(questions)
                    .allMatch(answer -> answer.verdict() == Verdict.UNKNOWN);

            agent.apply(batch(List.of(make(ann), make(reader))));
            Map<Grant, Answer> before = access.ask(questions);
            assertThat(before).containsOnlyKeys(questions).containsValue(Answer.NO);

            agent.apply(batch(changes));
            Map<Grant, Answer> held = access.ask(questions);
            var expected = new HashMap<>(before);
            expected.replaceAll((grant, answer) -> answer.verdict() == Verdict.UNKNOWN ? answer : Answer.YES);
            assertThat(held).isEqualTo(expected);

            agent.apply(batch(removals(changes)));
            assertThat(access.ask(questions)).isEqualTo(before);
        }
    }

    @Test
    void looksForWaysInAndAtSettingsWithoutChangingAnything() {
        try (Agent agent = target().open()) {
            assertThat(agent.ungoverned().isPresent())
                    .as("declared is offered")
                    .isEqualTo(agent.profile().can(Capability.UNGOVERNED));
            assertThat(agent.loginSync().isPresent())
                    .as("declared is offered")
                    .isEqualTo(agent.profile().can(Capability.LOGIN_SYNC));
            assumeTrue(agent.ungoverned().isPresent() || agent.loginSync().isPresent(), "tells of neither");
            SortedSet<String> unchanged = target().dump();
            agent.ungoverned()
                    .ifPresent(ungoverned -> assertThat(ungoverned.find()).isEqualTo(ungoverned.find()));
            agent.loginSync().ifPresent(sync -> assertThat(sync.facts()).isEqualTo(sync.facts()));
            assertThat(target().dump()).isEqualTo(unchanged);
        }
    }

    @Test
    void whatNobodyUsedIsNotSaidToBeUsed() {
        try (Agent agent = target().open()) {
            assertThat(agent.lastUsed().isPresent())
                    .as("declared is offered")
                    .isEqualTo(agent.profile().can(Capability.LAST_USED));
            assumeTrue(agent.lastUsed().isPresent(), "does not say when accounts were used");
            agent.apply(batch(List.of(make(ann))));
            var nobody = account(MARK + tests + "-nobody").name();
            Map<AccountName, LastUsed.Use> uses = agent.lastUsed().orElseThrow().of(Set.of(ann.name(), nobody));
            assertThat(uses).containsOnlyKeys(ann.name(), nobody);
            assertThat(uses.get(ann.name())).isNotInstanceOf(LastUsed.Use.At.class);
            assertThat(uses.get(nobody)).isEqualTo(new LastUsed.Use.Unknown());
        }
    }

    /** An account in an AppRole that holds all but the last of the contents. */
    private List<Change> everything() {
        var changes = new ArrayList<Change>(List.of(make(ann), make(reader), add(ann, memberOf(reader))));
        List<Entitlement> contents = target().contents();
        contents.subList(0, contents.size() - 1).forEach(entitlement -> changes.add(add(reader, entitlement)));
        return changes;
    }

    private static List<Change> removals(List<Change> changes) {
        return added(changes).stream()
                .map(grant -> remove(grant.principal(), grant.entitlement()))
                .toList();
    }

    private static List<Grant> added(List<Change> changes) {
        var grants = new ArrayList<Grant>();
        for (Change change : changes) {
            if (change instanceof Change.AddGrant add) {
                grants.add(add.grant());
            }
        }
        return grants;
    }

    private static Set<Grant> grants(ObservedState state) {
        return ContractChanges.grants(state);
    }

    private static void isApplied(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    }

    private static void isInPlace(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.AlreadyInPlace.class);
    }

    private static void isRejected(Outcome outcome, String code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(code));
    }

    private static void isSuccess(Outcome outcome) {
        assertThat(outcome).isInstanceOfAny(Outcome.Applied.class, Outcome.AlreadyInPlace.class);
    }
}
