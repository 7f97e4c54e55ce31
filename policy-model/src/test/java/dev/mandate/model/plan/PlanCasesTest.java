package dev.mandate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.GuardLimits.Window;
import dev.mandate.model.access.Risk;
import dev.mandate.model.cases.ExpectedPlan;
import dev.mandate.model.cases.PlanCase;
import dev.mandate.model.cases.PolicyCase;
import dev.mandate.model.plan.GuardContext.Doubt;
import dev.mandate.model.plan.GuardContext.Sources;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.subject.SourceId;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of {@code cases/} that go on to a plan; the properties hold for each of them. */
class PlanCasesTest {
    static List<PlanCase> plans() {
        return PlanCase.all();
    }

    @Test
    void hasCases() {
        assertThat(plans()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void plansAndHoldsAsWritten(PlanCase one) {
        assertThat(one.lines()).isEqualTo(one.planned());
        assertThat(ExpectedPlan.of(one.guarded(), one.expected().hash() != null))
                .isEqualTo(one.expected());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void plansTheSameBytesInWhateverOrderItIsTold(PlanCase one) {
        for (long seed = 0; seed < 8; seed++) {
            var random = new SplittableRandom(seed);
            Plan again = Planner.plan(
                    shuffled(one.desired(), random), shuffled(one.observed(), random), one.scope(), one.limits());
            assertThat(again).as("seed %d", seed).isEqualTo(one.plan());
            assertThat(again.hash()).as("seed %d", seed).isEqualTo(one.plan().hash());
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void plansNothingMoreOnceAllOfItIsApplied(PlanCase one) {
        var target = new SimulatedTarget(one.observed(), tables(one));
        one.plan().changes().forEach(planned -> target.apply(planned.change()));
        ObservedState after = target.read(one.observed().scope().patterns());
        assertThat(Planner.plan(one.desired(), after, one.scope(), one.limits()).changes())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void letsLaneOneGoOnTheWorstOfDays(PlanCase one) {
        GuardContext quiet = one.guards();
        if (quiet.pin() == GuardContext.Pin.CHANGED
                || !quiet.sources().leftByAbsence().isEmpty()) {
            return;
        }
        var none = new GuardLimits(
                Limit.count(0),
                Map.of(Risk.CRITICAL, Limit.count(0), Risk.ELEVATED, Limit.count(0), Risk.STANDARD, Limit.count(0)),
                List.of(),
                new Window(LocalTime.MIDNIGHT, LocalTime.of(0, 1)));
        var doubtful = new Sources(Map.of(SourceId.of("corp"), EnumSet.allOf(Doubt.class)), Map.of(), Set.of());
        var worst = new GuardContext(
                quiet.vocabulary(),
                List.of(none),
                LocalTime.NOON,
                quiet.self(),
                quiet.pin(),
                true,
                quiet.standing(),
                quiet.history(),
                doubtful,
                quiet.roleRisks(),
                quiet.flapping(),
                List.of(),
                quiet.now());
        Stream<PlannedChange> waiting = one.guarded(worst).waiting().stream()
                .filter(each -> !each.codes().contains(FindingCode.LAST_ADMINISTRATOR))
                .map(GuardedPlan.Waiting::planned);
        assertThat(waiting.filter(planned -> planned.lane() == Lane.URGENT_REMOVALS))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plans: {pos: []}",
                "{observed: {pos: {grant: []}}, plan: {pos: []}, expect: {pos: auto}}",
                "{observed: {pos: [{grant: ann role:till, fix: owner}]}, plan: {pos: []}, expect: {pos: auto}}",
                "{observed: {pos: []}, plan: {pos: [{ad: ann role:till, lane: 1, batch: 0}]}, expect: {pos: auto}}",
                "{observed: {pos: []}, plan: {pos: [{add: ann role:till, lane: 1, bach: 0}]}, expect: {pos: auto}}",
                "{observed: {pos: []}, plan: {pos: []}, expect: {pos: {resul: auto}}}",
                "{observed: {pos: []}, plan: {pos: []}, expect: {pos: automatic}}",
                "{guards: {max-removal: 3}, observed: {pos: []}, plan: {pos: []}, expect: {pos: auto}}",
                "{guards: {max-removals: {least: 3}}, observed: {pos: []}, plan: {pos: []}, expect: {pos: auto}}",
                "{when: {first: true}, observed: {pos: []}, plan: {pos: []}, expect: {pos: auto}}",
                "{profile: {units: principal}, observed: {pos: []}, plan: {pos: []}, expect: {pos: auto}}",
                "{observed: {pos: []}, plan: {pos: []}}",
                "{plan: {pos: []}, expect: {pos: auto}}",
                "when: {first-run: true}"
            })
    void refusesACaseWithSomethingThatNobodyReads(String text) {
        assertThatThrownBy(() -> PlanCase.of(PolicyCase.of("typo", text))).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> tables(PlanCase one) {
        return Stream.concat(one.observed().grants().keySet().stream(), one.desired().grants().keySet().stream())
                .map(Grant::entitlement)
                .filter(entitlement -> entitlement.kind().equals("table") && !entitlement.pattern())
                .map(Entitlement::resource)
                .distinct()
                .toList();
    }

    private static DesiredState shuffled(DesiredState state, SplittableRandom random) {
        return new DesiredState(
                state.deployment(),
                state.revisions(),
                state.asOf(),
                state.vocabulary(),
                Shuffled.shuffled(state.accounts(), random),
                Shuffled.shuffled(state.appRoles(), random),
                Shuffled.shuffled(state.deleting(), random),
                Shuffled.shuffled(state.grants(), random),
                Shuffled.shuffled(state.withheld(), random),
                Shuffled.shuffled(state.ending(), random),
                Shuffled.shuffled(state.given(), random),
                Shuffled.shuffled(state.frozen(), random),
                Shuffled.shuffled(state.forbidden(), random),
                state.findings());
    }

    private static ObservedState shuffled(ObservedState state, SplittableRandom random) {
        return new ObservedState(
                state.deployment(),
                state.scope(),
                state.observedAt(),
                Shuffled.shuffled(state.accounts(), random),
                Shuffled.shuffled(state.appRoles(), random),
                Shuffled.shuffled(state.grants(), random),
                Shuffled.shuffled(state.coverage(), random));
    }
}
