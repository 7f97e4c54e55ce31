package dev.mandate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.GuardLimits.Window;
import dev.mandate.model.access.Risk;
import dev.mandate.model.plan.GuardContext.Doubt;
import dev.mandate.model.plan.GuardContext.History;
import dev.mandate.model.plan.GuardContext.Pin;
import dev.mandate.model.plan.GuardContext.Sources;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each guard holds what it should; {@link #held} also shows that nothing is held when just that guard is taken away. */
class GuardsTest {
    private static final SourceId CORP = SourceId.of("corp");
    private final World world = new World();
    private final TestingContext context = new TestingContext(world);

    @Test
    void holdsMoreRemovalsThanAllowed() {
        people(6).forEach(name -> world.account(name).observe(name + " role:x", name + " table:t SELECT"));
        world.named("x");
        people(6).forEach(name -> world.desire(name + " role:x"));
        assertThat(held(RemovalGuards::mass, FindingCode.MASS_REMOVAL)).hasSize(6);
        world.desire("p0 table:t SELECT");
        assertThat(check().waiting()).isEmpty();
        context.history = new History(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                Set.of(),
                Map.of(),
                Map.of(),
                Map.of());
        assertThat(held(RemovalGuards::mass, FindingCode.MASS_REMOVAL)).hasSize(5);
    }

    @Test
    void countsThePeopleWhomAnAppRoleCarries() {
        world.defined("team").observe("app-role:team table:t SELECT");
        people(6)
                .forEach(
                        name -> world.account(name).observe(name + " role:team").desire(name + " role:team"));
        assertThat(held(RemovalGuards::mass, FindingCode.MASS_REMOVAL))
                .containsExactly("remove app-role:team table:t SELECT");
    }

    @Test
    void whatALeaverLosesDoesNotCountUnlessHeIsOnlyMissing() {
        world.named("x");
        people(8).forEach(name -> world.account(name).observe(name + " role:x").leaver(name, Cause.LEFT));
        assertThat(check().waiting()).isEmpty();
        context.sources = new Sources(Map.of(), Map.of(), Set.copyOf(world.made));
        assertThat(held(List.of(RemovalGuards::mass, RemovalGuards::massOfOneGroup), FindingCode.MASS_REMOVAL))
                .hasSize(16);
    }

    @Test
    void holdsMoreMembersOfOneGroupThanAllowed() {
        people(100)
                .forEach(name ->
                        world.account(name).observe(name + " table:t SELECT").desire(name + " table:t SELECT"));
        world.named("x");
        people(7).forEach(name -> world.observe(name + " role:x"));
        assertThat(held(RemovalGuards::massOfOneGroup, FindingCode.MASS_REMOVAL))
                .hasSize(7);
    }

    @Test
    void holdsRemovalsButNoGainsOfAFirstRun() {
        world.account("ann").account("bob").named("x").observe("ann role:x");
        people(80).forEach(name -> world.account(name).desire(name + " role:x"));
        world.desire("bob admin:all");
        context.firstRun = true;
        assertThat(held(RemovalGuards::firstRun, FindingCode.FIRST_RUN_REMOVAL))
                .containsExactly("remove account:ann role:x");
    }

    @Test
    void holdsTheRemovalOfTheLastAdministrator() {
        world.account("ann").observe("ann admin:all").leaver("ann", Cause.LEFT);
        world.account("agent").observe("agent admin:all").desire("agent admin:all");
        assertThat(held(RemovalGuards::lastAdministrator, FindingCode.LAST_ADMINISTRATOR))
                .containsExactly("disabled account:ann", "remove account:ann admin:all");
        world.account("bob").observe("bob admin:all").desire("bob admin:all");
        assertThat(check().waiting()).isEmpty();
    }

    @Test
    void holdsWhatTheLastAdministratorHasItThrough() {
        world.account("ann")
                .defined("ops")
                .observe("app-role:ops admin:all", "ann role:ops")
                .desire("app-role:ops admin:all");
        world.given.put(World.grant("ann role:ops"), Cause.EXPIRED);
        assertThat(held(RemovalGuards::lastAdministrator, FindingCode.LAST_ADMINISTRATOR))
                .containsExactly("remove account:ann role:ops");
    }

    @Test
    void holdsTheLastMemberOfAPrivilegedGroup() {
        world.account("ann")
                .account("bob")
                .named("admin")
                .observe("ann role:admin", "bob admin:all")
                .desire("bob admin:all");
        assertThat(held(RemovalGuards::privilegedGroupEmptied, FindingCode.PRIVILEGED_GROUP))
                .containsExactly("remove account:ann role:admin");
    }

    @Test
    void holdsMoreNewMembersOfAPrivilegedGroupThanItsSizeAllows() {
        world.named("admin").account("zoe").observe("zoe role:admin").desire("zoe role:admin");
        context.limits = List.of(limits(new Limit(50, 1), null, List.of()));
        people(10).forEach(world::account);
        people(2).forEach(name -> world.desire(name + " role:admin"));
        assertThat(held(GainGuards::privilegedGroupGrown, FindingCode.PRIVILEGED_GROUP))
                .hasSize(2);
    }

    @Test
    void holdsMoreGainsOfARiskThanAllowed() {
        world.named("x", "y").account("zoe").observe("zoe role:x").desire("zoe role:x", "zoe role:y");
        people(51).forEach(name -> world.account(name).desire(name + " role:x"));
        assertThat(held(GainGuards::mass, FindingCode.MASS_GAIN)).hasSize(52);
        world.desired.remove(World.grant("p7 role:x"));
        world.desired.remove(World.grant("p8 role:x"));
        assertThat(check().waiting()).isEmpty();
    }

    @Test
    void countsGainsThroughAppRolesByTheRiskOfWhatTheyGive() {
        world.defined("team").account("zoe").observe("zoe admin:all").desire("zoe admin:all");
        people(2)
                .forEach(
                        name -> world.account(name).observe(name + " role:team").desire(name + " role:team"));
        world.desire("app-role:team admin:all");
        assertThat(held(GainGuards::mass, FindingCode.MASS_GAIN)).containsExactly("add app-role:team admin:all");
    }

    @Test
    void holdsTheFirstGrantOfSomethingCritical() {
        world.account("ann").desire("ann admin:all");
        assertThat(held(GainGuards::firstCritical, FindingCode.FIRST_CRITICAL))
                .containsExactly("add account:ann admin:all");
        world.account("bob").observe("bob admin:all").desire("bob admin:all");
        assertThat(check().waiting()).isEmpty();
    }

    @Test
    void holdsTheFirstGrantOfARoleThatPolicyCallsCritical() {
        world.account("ann").named("x").desire("ann role:x");
        assertThat(check().waiting()).isEmpty();
        context.roleRisks = Map.of(World.grant("ann role:x"), Risk.CRITICAL);
        assertThat(held(GainGuards::firstCritical, FindingCode.FIRST_CRITICAL))
                .containsExactly("add account:ann role:x");
    }

    @Test
    void holdsWhatAnyoneWouldGet() {
        world.named("x").desire("anyone role:x");
        assertThat(held(GainGuards::anyone, FindingCode.GRANT_TO_ANYONE)).containsExactly("add anyone role:x");
    }

    @Test
    void holdsWhatTheAgentStandsOn() {
        world.account("agent")
                .defined("ops")
                .observe("agent role:ops", "app-role:ops table:t SELECT")
                .desire("agent role:ops");
        assertThat(held(TargetGuards::ownCredential, FindingCode.OWN_CREDENTIAL))
                .containsExactly("remove app-role:ops table:t SELECT");
    }

    @Test
    void holdsWhatAnEarlierVersionProtects() {
        world.account("ann").named("x").observe("ann role:x").leaver("ann", Cause.LEFT);
        context.limits =
                List.of(GuardLimits.DEFAULT, limits(Limit.count(1), null, List.of(EntitlementText.parse("role:x"))));
        assertThat(held(TargetGuards::protectedNames, FindingCode.PROTECTED))
                .containsExactly("remove account:ann role:x");
    }

    @Test
    void holdsEverythingWhenAnotherInstanceAnswers() {
        world.account("ann")
                .account("bob")
                .named("x")
                .observe("ann role:x")
                .leaver("ann", Cause.LEFT)
                .desire("bob role:x");
        context.pin = Pin.CHANGED;
        assertThat(held(TargetGuards::pinChanged, FindingCode.PIN_CHANGED)).hasSize(3);
    }

    @Test
    void holdsAllButUrgentRemovalsWhereOrdersWereLost() {
        world.account("ann")
                .account("bob")
                .named("x")
                .observe("ann role:x")
                .leaver("ann", Cause.LEFT)
                .desire("bob role:x");
        context.pin = Pin.DIVERGED;
        assertThat(held(TargetGuards::diverged, FindingCode.DIVERGED))
                .singleElement()
                .asString()
                .contains("bob");
    }

    @Test
    void holdsWordsThatTheVocabularyLacks() {
        world.account("ann").desire("ann table:t DROP");
        assertThat(held(TargetGuards::unknownVocabulary, FindingCode.UNKNOWN_VOCABULARY))
                .containsExactly("add account:ann table:t DROP");
    }

    @Test
    void holdsLanesTwoAndThreeOutsideTheWindow() {
        world.account("ann")
                .account("bob")
                .named("x")
                .observe("ann role:x")
                .leaver("ann", Cause.LEFT)
                .desire("bob role:x");
        context.limits =
                List.of(limits(Limit.count(1), new Window(LocalTime.of(22, 0), LocalTime.of(6, 0)), List.of()));
        assertThat(held(TimingGuards::window, FindingCode.OUTSIDE_WINDOW)).containsExactly("add account:bob role:x");
        context.localTime = LocalTime.of(23, 0);
        assertThat(check().waiting()).isEmpty();
    }

    @Test
    void holdsAPlanThatRestsOnHalfARead() {
        world.account("bob").named("x").desire("bob role:x");
        context.history = history(4, 9, 100);
        assertThat(held(TimingGuards::preflight, FindingCode.PREFLIGHT)).hasSize(1);
        context.history = history(5, 10, 100);
        assertThat(check().waiting()).isEmpty();
    }

    @Test
    void holdsAPlanThatIsMuchLargerThanAnyBefore() {
        world.named("a", "b", "c");
        people(50).forEach(name -> world.account(name).desire(name + " role:a", name + " role:b", name + " role:c"));
        context.history = history(10, 10, 7);
        assertThat(held(TimingGuards::preflight, FindingCode.PREFLIGHT)).hasSize(150);
        context.history = history(10, 10, 8);
        assertThat(check().waiting()).isEmpty();
    }

    @Test
    void aStaleSourceCausesNeitherRemovalsByAbsenceNorGains() {
        world.account("ann").account("bob").account("cem").named("x", "y");
        world.observe("ann role:x", "cem role:y").desire("bob role:x");
        world.given.put(World.grant("ann role:x"), Cause.ABSENT);
        world.given.put(World.grant("cem role:y"), Cause.EXPIRED);
        context.sources = doubt(Doubt.STALE);
        assertThat(held(TimingGuards::sources, FindingCode.SOURCE_STALE))
                .containsExactly("add account:bob role:x", "remove account:ann role:x");
        context.sources = doubt(Doubt.INCOMPLETE);
        assertThat(held(TimingGuards::sources, FindingCode.SOURCE_INCOMPLETE)).hasSize(2);
        context.sources = doubt(Doubt.SHRUNK);
        assertThat(held(TimingGuards::sources, FindingCode.SOURCE_SHRUNK)).containsExactly("remove account:ann role:x");
        context.sources = doubt(Doubt.GROWN);
        assertThat(held(TimingGuards::sources, FindingCode.SOURCE_GROWN)).containsExactly("add account:bob role:x");
        context.sources = new Sources(
                Map.of(CORP, Set.of(Doubt.STALE)),
                Map.of(AccountName.of("ann"), Set.of(SourceId.of("hr")), AccountName.of("bob"), Set.of()),
                Set.of());
        assertThat(check().waiting()).isEmpty();
    }

    @Test
    void holdsWhatDependsOnWhatWaits() {
        world.account("ann").named("old");
        world.desiredRoles.add(AppRoleName.of("new"));
        world.observe("ann role:old").desire("ann role:new", "app-role:new admin:all");
        assertThat(waiting(check()))
                .containsExactly(
                        "add app-role:new admin:all [FIRST_CRITICAL]",
                        "add account:ann role:new [FIRST_CRITICAL]",
                        "remove account:ann role:old []");
        assertThat(check().proceeding().stream().flatMap(batch -> batch.changes().stream()))
                .extracting(planned -> World.say(planned.change()))
                .containsExactly("create app-role:new");
    }

    @Test
    void aYesReleasesWhatItSawAndNoMore() {
        world.account("ann").desire("ann admin:all");
        GuardedPlan first = check();
        var yes = Approval.of(first.waitingSet(), SubjectId.of("grace"), World.NOW, Approval.Assurance.STEP_UP);
        context.approvals = List.of(yes);
        assertThat(check().waiting()).isEmpty();

        world.account("bob").desire("bob admin:all");
        assertThat(waiting(check()))
                .as("a new finding needs a new yes")
                .containsExactly(
                        "add account:ann admin:all [MASS_GAIN, FIRST_CRITICAL]",
                        "add account:bob admin:all [MASS_GAIN, FIRST_CRITICAL]");
    }

    @Test
    void aYesIsSpentAndEnds() {
        world.account("ann").desire("ann admin:all");
        WaitingSet seen = check().waitingSet();
        var yes = Approval.of(seen, SubjectId.of("grace"), World.NOW, Approval.Assurance.STEP_UP);
        context.approvals = List.of(yes.spend(Set.of(seen.changes().first().key())));
        assertThat(check().waiting()).hasSize(1);
        context.approvals = List.of(yes);
        context.now = World.NOW.plus(Duration.ofHours(24)).minusNanos(1);
        assertThat(check().waiting()).isEmpty();
        context.now = World.NOW.plus(Duration.ofHours(24));
        assertThat(check().waiting()).hasSize(1);
    }

    @Test
    void noYesReleasesAChangedPin() {
        world.account("bob").named("x").desire("bob role:x");
        context.pin = Pin.CHANGED;
        context.approvals = List.of(
                Approval.of(check().waitingSet(), SubjectId.of("grace"), World.NOW, Approval.Assurance.STEP_UP));
        assertThat(check().waiting()).hasSize(1);
        assertThat(ApprovalRules.refusal(
                        check().waitingSet(), check().waitingSet().hash(), Set.of(), Set.of(), Map.of()))
                .hasValueSatisfying(why -> assertThat(why).contains("confirm"));
    }

    private static Map<SubjectId, SortedSet<String>> gains(String name) {
        return Map.of(SubjectId.of(name), new TreeSet<>(Set.of(name + " gets table:a read")));
    }

    @Test
    void refusesAuthorsBeneficiariesAndWhoSawSomethingElse() {
        world.account("ann").desire("ann admin:all");
        WaitingSet set = check().waitingSet();
        Set<SubjectId> grace = Set.of(SubjectId.of("grace"));
        Set<SubjectId> ada = Set.of(SubjectId.of("ada"));
        assertThat(ApprovalRules.refusal(set, set.hash(), grace, ada, gains("ada")))
                .isEmpty();
        assertThat(ApprovalRules.refusal(set, "0".repeat(64), grace, ada, gains("ada")))
                .isPresent();
        assertThat(ApprovalRules.refusal(set, set.hash(), grace, grace, gains("ada")))
                .isPresent();
        assertThat(ApprovalRules.refusal(set, set.hash(), grace, ada, gains("grace")))
                .contains(
                        "the approver would gain access by 1 of 1: grace gets table:a read. Somebody else must approve them all");
        assertThat(check().beneficiaries(context.standing())).containsExactly(AccountName.of("ann"));
    }

    @Test
    void thePartitionIsCompleteAndClosedUnderDependency() {
        PlannerPropertyTest.forEachSeed((random, seed) -> {
            var tight = new TestingContext(random);
            tight.limits = List.of(limits(new Limit(0, seed % 3), null, List.of()));
            Plan plan = random.plan();
            var needing = Needing.of(plan, random.desired(), random.observed());
            GuardedPlan guarded = Guards.check(plan, needing, tight.context(), Guards.ALL);
            var all = new ArrayList<PlannedChange>();
            guarded.proceeding().forEach(batch -> all.addAll(batch.changes()));
            Set<PlannedChange> waiting = new HashSet<>();
            guarded.waiting().forEach(one -> waiting.add(one.planned()));
            assertThat(needing.on(waiting)).as("seed %s", seed).isEmpty();
            all.addAll(waiting);
            assertThat(all)
                    .as("seed %s", seed)
                    .containsExactlyInAnyOrderElementsOf(plan.changes().toList());
            assertThat(guarded.waiting().stream()
                            .filter(one -> one.planned().lane() == Lane.URGENT_REMOVALS)
                            .flatMap(one -> one.codes().stream()))
                    .as("seed %s", seed)
                    .isSubsetOf(FindingCode.LAST_ADMINISTRATOR, FindingCode.OWN_CREDENTIAL, FindingCode.PROTECTED);
            assertThat(guarded.waiting().stream()
                            .filter(one -> one.planned().lane() == Lane.URGENT_REMOVALS)
                            .filter(one -> one.dependsOn() != null))
                    .as("seed %s: urgent removals depend on nothing", seed)
                    .isEmpty();
        });
    }

    private GuardedPlan check() {
        return check(Guards.ALL);
    }

    private GuardedPlan check(List<Guard> guards) {
        Plan plan = world.plan();
        return Guards.check(plan, Needing.of(plan, world.desired(), world.observed()), context.context(), guards);
    }

    /** What this guard, and no other, holds with this code. */
    private List<String> held(Guard guard, FindingCode code) {
        return held(List.of(guard), code);
    }

    private List<String> held(List<Guard> guards, FindingCode code) {
        GuardedPlan guarded = check(guards);
        assertThat(guarded.findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(code));
        assertThat(check().findings()).containsAll(guarded.findings());
        assertThat(check(List.of()).waiting()).isEmpty();
        return guarded.waiting().stream()
                .filter(one -> one.codes().contains(code))
                .map(one -> World.say(one.planned().change()))
                .toList();
    }

    private static List<String> waiting(GuardedPlan guarded) {
        return guarded.waiting().stream()
                .map(one -> World.say(one.planned().change()) + " " + one.codes())
                .toList();
    }

    private static List<String> people(int count) {
        return IntStream.range(0, count).mapToObj(number -> "p" + number).toList();
    }

    private static Sources doubt(Doubt doubt) {
        return new Sources(Map.of(CORP, Set.of(doubt)), Map.of(), Set.of());
    }

    private static History history(long read, long usual, long largest) {
        return new History(
                OptionalLong.of(read),
                OptionalLong.of(usual),
                OptionalLong.of(largest),
                0,
                Set.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static GuardLimits limits(Limit limit, @Nullable Window window, List<Entitlement> protect) {
        return new GuardLimits(
                limit, Map.of(Risk.CRITICAL, limit, Risk.ELEVATED, limit, Risk.STANDARD, limit), protect, window);
    }
}
