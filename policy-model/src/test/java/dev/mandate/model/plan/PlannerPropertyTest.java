package dev.mandate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.PlanLimits.Ability;
import dev.mandate.model.plan.PlanLimits.Unit;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random deployments: whatever they look like, a plan leads where it should and does no harm on the way. */
class PlannerPropertyTest {
    private static final List<String> PEOPLE = List.of("ann", "bob", "cem", "dea", "eva", "flo");
    private static final List<String> ROLES = List.of("one", "two", "three", "four", "five");
    private static final List<String> TABLES = List.of("a1", "a2", "b1", "b2", "website");
    private static final int RUNS = 600;

    @Test
    void aPlanThatWasAppliedLeavesNothingToPlan() {
        forEachSeed((world, seed) -> {
            var target = new SimulatedTarget(world.observed(), TABLES);
            ManagedScope scope = world.scope();
            Plan plan = Planner.plan(world.desired(), target.read(patterns(world)), scope, world.limits);
            plan.changes().forEach(planned -> target.apply(planned.change()));
            ObservedState after = target.read(patterns(world));
            Plan again = Planner.plan(world.desired(), after, scope, world.limits);
            assertThat(again.changes().map(planned -> World.say(planned.change())))
                    .as("seed %s", seed)
                    .isEmpty();
            assertThat(Verification.of(plan.changes().toList(), after).left())
                    .as("seed %s", seed)
                    .isEmpty();
        });
    }

    @Test
    void withoutModesInTheWayNoDriftIsLeftButRetiredAppRolesInUse() {
        forEachSeed((world, seed) -> {
            world.modes = new Modes(Mode.AUTHORITATIVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE);
            world.limits = new PlanLimits("pin", Unit.PRINCIPAL, 10, Set.of(Ability.values()));
            world.withheld.clear();
            var target = new SimulatedTarget(world.observed(), TABLES);
            ManagedScope scope = world.scope();
            Planner.plan(world.desired(), target.read(patterns(world)), scope, world.limits)
                    .changes()
                    .forEach(planned -> target.apply(planned.change()));
            assertThat(Drift.between(world.desired(), target.read(patterns(world)), scope).stream()
                            .filter(drift -> !(drift instanceof Drift.Unmanaged))
                            .filter(drift -> !(drift.thing() instanceof Drift.Thing.OfAppRole)))
                    .as("seed %s", seed)
                    .isEmpty();
        });
    }

    /** Of a DENY on an AppRole the plan prefers that nobody gets too much: it is lifted last. */
    @Test
    void atNoMomentSomebodyLacksWhatHeHasBeforeAndAfter() {
        forEachSeed((world, seed) -> {
            world.desired.keySet().removeIf(PlannerPropertyTest::limitsAppRole);
            world.observed.keySet().removeIf(PlannerPropertyTest::limitsAppRole);
            Plan plan = plan(world);
            losesNothingOnTheWay(world, plan, plan.changes().toList(), seed);
        });
    }

    @Test
    void atNoMomentSomebodyLacksItEitherWhenWhatALooserVersionWantsComesLast() {
        forEachSeed((world, seed) -> {
            world.desired.keySet().removeIf(PlannerPropertyTest::limitsAppRole);
            world.observed.keySet().removeIf(PlannerPropertyTest::limitsAppRole);
            PlansApart plans = apart(world, seed);
            losesNothingOnTheWay(
                    world,
                    plans.whole(),
                    Stream.concat(plans.first().changes(), plans.second().changes())
                            .toList(),
                    seed);
        });
    }

    @Test
    void bothPartsOfAPlanAreAllOfItAndNothingUrgentIsApart() {
        forEachSeed((world, seed) -> {
            PlansApart plans = apart(world, seed);
            assertThat(Stream.concat(plans.first().changes(), plans.second().changes()))
                    .as("seed %s", seed)
                    .containsExactlyInAnyOrderElementsOf(plans.whole().changes().toList());
            assertThat(plans.second().changes().map(PlannedChange::lane))
                    .as("seed %s", seed)
                    .doesNotContain(Lane.URGENT_REMOVALS);
            assertThat(plans.first().hash().equals(plans.second().hash()))
                    .as("seed %s", seed)
                    .isEqualTo(plans.whole().isEmpty());
        });
    }

    @Test
    void atNoMomentSomebodyLacksItEitherWhenSomeBatchesAreTurnedDown() {
        forEachSeed((world, seed) -> {
            world.desired.keySet().removeIf(PlannerPropertyTest::limitsAppRole);
            world.observed.keySet().removeIf(PlannerPropertyTest::limitsAppRole);
            PlansApart plans = apart(world, seed);
            losesNothingOnTheWay(world, plans.whole(), made(world, plans, new SplittableRandom(seed)), seed);
        });
    }

    @Test
    void atNoMomentSomebodyLacksItEitherWhileSomeChangesWait() {
        forEachSeed((world, seed) -> {
            world.desired.keySet().removeIf(PlannerPropertyTest::limitsAppRole);
            world.observed.keySet().removeIf(PlannerPropertyTest::limitsAppRole);
            PlansApart plans = apart(world, seed);
            var random = new SplittableRandom(seed);
            Guard some = (facts, held) -> facts.changes().stream()
                    .filter(planned -> random.nextInt(4) == 0)
                    .forEach(planned ->
                            held.hold(FindingCode.MASS_GAIN, "some", World.say(planned.change()), List.of(planned)));
            var needing = Needing.of(plans.whole(), world.desired(), world.observed());
            GuardedPlan going =
                    Guards.check(plans.whole(), needing, new TestingContext(world).context(), List.of(some));
            losesNothingOnTheWay(
                    world,
                    plans.whole(),
                    going.proceeding().stream()
                            .flatMap(batch -> batch.changes().stream())
                            .toList(),
                    seed);
        });
    }

    /** As if a target had taken only some of the batches. */
    private static List<PlannedChange> made(World world, PlansApart plans, SplittableRandom random) {
        var needing = Needing.of(plans.whole(), world.desired(), world.observed());
        var unmade = new HashSet<PlannedChange>();
        var made = new ArrayList<PlannedChange>();
        for (Plan part : List.of(plans.first(), plans.second())) {
            for (Batch batch : part.batches()) {
                Set<PlannedChange> stopped = needing.on(unmade).keySet();
                List<PlannedChange> begun = batch.changes().stream()
                        .filter(planned -> !stopped.contains(planned))
                        .toList();
                (random.nextInt(3) == 0 ? unmade : made).addAll(begun);
            }
        }
        return made;
    }

    /** As if an earlier version had planned any half of it. */
    private static PlansApart apart(World world, int seed) {
        var random = new SplittableRandom(seed);
        Plan plan = plan(world);
        List<PlannedChange> known =
                plan.changes().filter(planned -> random.nextBoolean()).toList();
        var earlier = new Plan(
                plan.deployment(),
                plan.identityPin(),
                Batches.of(known, world.limits),
                plan.awaits(),
                List.of(),
                List.of());
        return Planner.apart(plan, earlier, Needing.of(plan, world.desired(), world.observed()), world.limits);
    }

    private static Plan plan(World world) {
        var target = new SimulatedTarget(world.observed(), TABLES);
        return Planner.plan(world.desired(), target.read(patterns(world)), world.scope(), world.limits);
    }

    private static void losesNothingOnTheWay(World world, Plan whole, List<PlannedChange> changes, int seed) {
        var target = new SimulatedTarget(world.observed(), TABLES);
        Map<AccountName, Set<String>> kept = access(target);
        var end = new SimulatedTarget(world.observed(), TABLES);
        whole.changes().forEach(planned -> end.apply(planned.change()));
        kept.forEach((account, access) -> access.retainAll(end.access(account)));
        var urgent = new HashSet<Principal>();
        changes.stream()
                .filter(planned -> planned.lane() == Lane.URGENT_REMOVALS)
                .forEach(planned -> urgent.add(planned.change().principal()));
        if (urgent.stream().anyMatch(Principal.AppRole.class::isInstance)) {
            return;
        }
        changes.forEach(planned -> {
            target.apply(planned.change());
            kept.forEach((account, access) -> {
                if (!urgent.contains(new Principal.Account(account))) {
                    assertThat(target.access(account))
                            .as("seed %s, %s after %s of %s", seed, account, World.say(planned.change()), world.lines())
                            .containsAll(access);
                }
            });
        });
    }

    @Test
    void nothingOutsideTheScopeIsEverInAPlan() {
        forEachSeed((world, seed) -> {
            ManagedScope scope = world.scope();
            world.plan().changes().map(PlannedChange::change).forEach(change -> {
                boolean owned = switch (change) {
                    case Change.AddGrant add -> scope.ownership(add.grant()).owned();
                    case Change.RemoveGrant remove ->
                        scope.ownership(remove.grant()).owned();
                    case Change.AlterGrant alter ->
                        scope.ownership(alter.from()).owned();
                    case Change.CreateAccount create ->
                        scope.ownership(create.account()).owned();
                    case Change.SetAccountStatus status ->
                        scope.ownership(status.account()).owned();
                    case Change.CreateAppRole create ->
                        scope.ownership(create.role()).owned();
                    case Change.DeleteAppRole delete ->
                        scope.ownership(delete.role()).owned();
                };
                assertThat(owned).as("seed %s: %s", seed, World.say(change)).isTrue();
            });
        });
    }

    @Test
    void equalInputGivesAnEqualPlanInWhateverOrderItComes() {
        forEachSeed((world, seed) -> {
            Plan plan = world.plan();
            Plan shuffled = Shuffled.copy(world, new SplittableRandom(seed)).plan();
            assertThat(shuffled).as("seed %s", seed).isEqualTo(plan);
            assertThat(shuffled.hash()).as("seed %s", seed).isEqualTo(plan.hash());
        });
    }

    @Test
    void batchesRespectLanesUnitsAndSize() {
        forEachSeed((world, seed) -> {
            Plan plan = world.plan();
            List<Lane> lanes = plan.changes().map(PlannedChange::lane).toList();
            assertThat(lanes).as("seed %s", seed).isSorted();
            for (Batch batch : plan.batches()) {
                assertThat(batch.changes()).as("seed %s", seed).hasSizeLessThanOrEqualTo(world.limits.maxBatch());
                if (world.limits.unit() == Unit.PRINCIPAL) {
                    assertThat(batch.changes().stream()
                                    .map(planned -> planned.change().principal())
                                    .distinct())
                            .as("seed %s", seed)
                            .hasSize(1);
                }
            }
        });
    }

    private static boolean limitsAppRole(Grant grant) {
        return grant.principal() instanceof Principal.AppRole
                && grant.entitlement().effect() == Effect.DENY;
    }

    static void forEachSeed(ObjIntConsumer<World> check) {
        for (int seed = 0; seed < RUNS; seed++) {
            check.accept(random(new SplittableRandom(seed)), seed);
        }
    }

    static Set<Grant> patterns(World world) {
        return world.desired.values().stream()
                .map(desired -> desired.grant())
                .filter(grant -> grant.entitlement().pattern())
                .collect(Collectors.toSet());
    }

    private static Map<AccountName, Set<String>> access(SimulatedTarget target) {
        var access = new TreeMap<AccountName, Set<String>>();
        target.accounts().forEach(account -> access.put(account, new TreeSet<>(target.access(account))));
        return access;
    }

    static World random(SplittableRandom random) {
        var world = new World();
        Mode[] modes = {Mode.AUTHORITATIVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE, Mode.ADDITIVE, Mode.OBSERVE};
        world.modes = new Modes(
                modes[random.nextInt(modes.length)],
                modes[random.nextInt(modes.length)],
                modes[random.nextInt(modes.length)]);
        world.limits = new PlanLimits(
                "pin",
                random.nextBoolean() ? Unit.PRINCIPAL : Unit.TRANSACTION,
                1 + random.nextInt(6),
                random.nextInt(5) == 0 ? Set.of() : Set.of(Ability.values()));
        PEOPLE.forEach(name -> person(world, name, random));
        ROLES.forEach(name -> role(world, name, random));
        for (String principal : principals()) {
            for (String entitlement : entitlements()) {
                grant(world, principal + " " + entitlement, random);
            }
        }
        return world;
    }

    private static void person(World world, String name, SplittableRandom random) {
        switch (random.nextInt(8)) {
            case 0 -> world.desireAccount(name, AccountStatus.ENABLED, false);
            case 1 -> world.account(name).leaver(name, random.nextBoolean() ? Cause.LEFT : Cause.HOLD);
            case 2 -> world.account(name).observeAccount(name, AccountKind.PERSONAL, AccountStatus.DISABLED, false);
            case 3 -> world.observeAccount(name, AccountKind.PERSONAL, AccountStatus.ENABLED, false);
            case 4 -> {
                world.account(name);
                world.made.remove(AccountName.of(name));
            }
            default -> world.account(name);
        }
    }

    private static void role(World world, String name, SplittableRandom random) {
        switch (random.nextInt(6)) {
            case 0 -> world.desiredRoles.add(AppRoleName.of(name));
            case 1 -> {
                world.found(name);
                world.deleting.add(AppRoleName.of(name));
            }
            case 2 -> world.found(name);
            case 3 -> world.named(name);
            default -> world.defined(name);
        }
    }

    private static List<String> principals() {
        var principals = new ArrayList<>(PEOPLE);
        ROLES.forEach(role -> principals.add("app-role:" + role));
        return principals;
    }

    private static List<String> entitlements() {
        var entitlements = new ArrayList<String>();
        ROLES.forEach(role -> entitlements.add("role:" + role));
        TABLES.forEach(table -> entitlements.add("table:" + table + " SELECT"));
        entitlements.add("table:a* SELECT");
        entitlements.add("table:b1 SELECT;effect=deny");
        return entitlements;
    }

    private static void grant(World world, String text, SplittableRandom random) {
        Grant grant = World.grant(text);
        if (isBackwards(grant)) {
            return;
        }
        boolean exists = exists(world, grant);
        if (exists && !grant.entitlement().pattern() && random.nextInt(5) == 0) {
            world.observe(random.nextInt(6) == 0 ? text + ";admin=true" : text);
        }
        boolean ending = grant.principal() instanceof Principal.Account(var name)
                && (world.ending.containsKey(name) || !world.desiredAccounts.containsKey(name));
        boolean retired =
                grant.principal() instanceof Principal.AppRole(var role) && !world.desiredRoles.contains(role);
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> {
                if (!ending && !retired && isDesirable(world, grant)) {
                    world.desire(random.nextInt(8) == 0 ? text + ";admin=true" : text);
                }
            }
            case 4 -> world.withheld.put(grant.key(), random.nextBoolean() ? Cause.HOLD : Cause.CONSTRAINT);
            case 5 -> world.given.put(grant.key(), random.nextBoolean() ? Cause.EXPIRED : Cause.ABSENT);
            case 6 -> world.frozen.add(grant.key());
            default -> {}
        }
    }

    /** Memberships of AppRoles go one way only, so that they have no cycle. */
    private static boolean isBackwards(Grant grant) {
        return grant.principal() instanceof Principal.AppRole(var member)
                && grant.entitlement()
                        .memberOf()
                        .filter(role -> ROLES.indexOf(role.value()) <= ROLES.indexOf(member.value()))
                        .isPresent();
    }

    private static boolean exists(World world, Grant grant) {
        boolean holder = switch (grant.principal()) {
            case Principal.Account(var name) -> world.observedAccounts.containsKey(name);
            case Principal.AppRole(var name) -> world.observedRoles.containsKey(name);
            case Principal.ExternalGroup ignored -> true;
            case Principal.Anyone ignored -> true;
        };
        return holder && grant.entitlement().memberOf().stream().allMatch(world.observedRoles::containsKey);
    }

    private static boolean isDesirable(World world, Grant grant) {
        return grant.entitlement().memberOf().stream().noneMatch(role -> world.deleting.contains(role));
    }
}
