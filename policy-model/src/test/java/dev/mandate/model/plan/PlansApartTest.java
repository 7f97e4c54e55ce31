package dev.mandate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What follows from a looser version is judged apart, and yet within the same limits. */
class PlansApartTest {
    private final World world = new World();
    private final TestingContext context = new TestingContext(world);

    private GuardedPlans judged(String... known) {
        Plan plan = world.plan();
        Set<String> names = Set.of(known);
        List<PlannedChange> changes = plan.changes()
                .filter(planned -> names.contains(World.say(planned.change())))
                .toList();
        assertThat(changes).hasSameSizeAs(known);
        var earlier = new Plan(
                plan.deployment(),
                plan.identityPin(),
                Batches.of(changes, world.limits),
                plan.awaits(),
                List.of(),
                List.of());
        var needing = Needing.of(plan, world.desired(), world.observed());
        return Guards.check(Planner.apart(plan, earlier, needing, world.limits), needing, context.context());
    }

    private static List<String> going(GuardedPlan part) {
        return part.proceeding().stream()
                .flatMap(batch -> batch.changes().stream())
                .map(planned -> World.say(planned.change()))
                .toList();
    }

    private static List<String> waiting(GuardedPlan part) {
        return part.waiting().stream()
                .map(one -> World.say(one.planned().change()))
                .toList();
    }

    /** Ten people, of whom some lose a table. */
    private void losing(int count) {
        IntStream.range(0, 10)
                .mapToObj(i -> "p" + i)
                .forEach(name -> world.account(name).observe(name + " role:x").desire(name + " role:x"));
        world.named("x");
        IntStream.range(0, count).forEach(i -> world.observe("p" + i + " table:t SELECT"));
    }

    @Test
    void tooMuchInTheSecondPartDoesNotHoldTheFirst() {
        losing(8);
        GuardedPlans judged = judged("remove account:p0 table:t SELECT");
        assertThat(going(judged.first())).containsExactly("remove account:p0 table:t SELECT");
        assertThat(waiting(judged.second())).hasSize(7);
        assertThat(judged.second().findings())
                .extracting(finding -> finding.code())
                .containsOnly(FindingCode.MASS_REMOVAL);
        assertThat(judged.first().findings()).isEmpty();
    }

    @Test
    void bothPartsTogetherKeepOneLimit() {
        losing(6);
        GuardedPlans judged = judged(
                "remove account:p0 table:t SELECT",
                "remove account:p1 table:t SELECT",
                "remove account:p2 table:t SELECT");
        assertThat(going(judged.first())).hasSize(3);
        assertThat(going(judged.second())).as("three more would be six of five").isEmpty();
        assertThat(waiting(judged.second())).hasSize(3);
    }

    @Test
    void theLastAdministratorsDoNotGoOneByEachPart() {
        world.account("ann").account("bob").observe("ann admin:all").observe("bob admin:all");
        GuardedPlans judged = judged("remove account:ann admin:all");
        assertThat(going(judged.first())).containsExactly("remove account:ann admin:all");
        assertThat(waiting(judged.second())).containsExactly("remove account:bob admin:all");
    }

    @Test
    void aLossGoesWithTheGainThatItIsSwappedFor() {
        world.account("ann").named("x", "y").observe("ann role:x").desire("ann role:y");
        GuardedPlans judged = judged("remove account:ann role:x");
        assertThat(judged.first().plan().isEmpty()).isTrue();
        assertThat(going(judged.second())).containsExactly("add account:ann role:y", "remove account:ann role:x");
    }

    @Test
    void whatDependsOnAWaitingChangeOfTheFirstPartWaitsInTheSecond() {
        world.account("ann").named("x").desireAccount("new", AccountStatus.ENABLED, false);
        world.desire("new role:x").desire("ann role:x");
        context.sources = new GuardContext.Sources(
                Map.of(SourceId.of("corp"), Set.of(GuardContext.Doubt.GROWN)),
                Map.of(AccountName.of("ann"), Set.of(SourceId.of("hr"))),
                Set.of());
        GuardedPlans judged = judged("create account:new");
        assertThat(waiting(judged.first())).containsExactly("create account:new");
        assertThat(waiting(judged.second())).containsExactly("add account:new role:x");
        assertThat(going(judged.second())).containsExactly("add account:ann role:x");
    }

    @Test
    void aYesToOnePartDoesNotReleaseTheOther() {
        losing(8);
        GuardedPlans first = judged(
                "remove account:p0 table:t SELECT", "remove account:p1 table:t SELECT",
                "remove account:p2 table:t SELECT", "remove account:p3 table:t SELECT",
                "remove account:p4 table:t SELECT", "remove account:p5 table:t SELECT");
        assertThat(waiting(first.first())).hasSize(6);
        assertThat(waiting(first.second())).as("alone these are not too many").isEmpty();
        context.approvals = List.of(
                Approval.of(first.first().waitingSet(), SubjectId.of("grace"), World.NOW, Approval.Assurance.STEP_UP));
        GuardedPlans then = judged(
                "remove account:p0 table:t SELECT", "remove account:p1 table:t SELECT",
                "remove account:p2 table:t SELECT", "remove account:p3 table:t SELECT",
                "remove account:p4 table:t SELECT", "remove account:p5 table:t SELECT");
        assertThat(going(then.first())).hasSize(6);
        assertThat(waiting(then.second())).as("with the six they are").hasSize(2);
    }
}
