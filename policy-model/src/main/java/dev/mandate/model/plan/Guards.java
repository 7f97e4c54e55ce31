package dev.mandate.model.plan;

import dev.mandate.model.state.FindingCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cuts a plan into what may go and what waits. */
public final class Guards {
    static final List<Guard> ALL = List.of(
            TargetGuards::pinChanged,
            TargetGuards::diverged,
            TargetGuards::ownCredential,
            TargetGuards::protectedNames,
            TargetGuards::unknownVocabulary,
            RemovalGuards::mass,
            RemovalGuards::massOfOneGroup,
            RemovalGuards::firstRun,
            RemovalGuards::lastAdministrator,
            RemovalGuards::privilegedGroupEmptied,
            GainGuards::mass,
            GainGuards::firstCritical,
            GainGuards::anyone,
            GainGuards::office,
            GainGuards::privilegedGroupGrown,
            TimingGuards::window,
            TimingGuards::preflight,
            TimingGuards::flapping,
            TimingGuards::sources);

    private Guards() {}

    /**
     * A finding holds only the changes that it names and what needs them; everything else proceeds. Changes that
     * {@link GuardContext#approvals()} cover are released. Pure, like the plan.
     *
     * <p>Of a plan in two parts each has its own waiting changes. The first is judged alone, so that nothing of the second
     * makes it wait; the second together with what of the first goes, so that both keep one limit. What needs a waiting
     * change waits, whichever part that is in.
     *
     * @param needing of the whole plan
     */
    public static GuardedPlans check(PlansApart plans, Needing needing, GuardContext context) {
        GuardedPlan first = check(plans.first(), needing, context, ALL);
        Plan second = plans.second();
        if (second.isEmpty()) {
            return new GuardedPlans(first, new GuardedPlan(second, List.of(), List.of(), List.of()));
        }
        var batches = new ArrayList<>(first.proceeding());
        batches.addAll(second.batches());
        var together = new Plan(
                second.deployment(),
                second.identityPin(),
                batches,
                plans.whole().awaits(),
                List.of(),
                List.of());
        Set<PlannedChange> open = second.changes().collect(Collectors.toSet());
        var facts = new GuardFacts(together, context);
        var held = new Held(facts, open::contains);
        ALL.forEach(guard -> guard.check(facts, held));
        Set<PlannedChange> waiting = waiting(held, context);
        List<PlannedChange> blocking = Stream.concat(
                        first.waiting().stream().map(GuardedPlan.Waiting::planned),
                        second.changes().filter(waiting::contains))
                .toList();
        return new GuardedPlans(first, cut(second, held, waiting, needing.on(blocking)));
    }

    /** A plan in one part. */
    static GuardedPlan check(Plan plan, Needing needing, GuardContext context, List<Guard> guards) {
        var facts = new GuardFacts(plan, context);
        var held = new Held(facts);
        guards.forEach(guard -> guard.check(facts, held));
        Set<PlannedChange> waiting = waiting(held, context);
        return cut(
                plan,
                held,
                waiting,
                needing.on(plan.changes().filter(waiting::contains).toList()));
    }

    /** The changes that a finding names and nobody's yes releases. */
    private static Set<PlannedChange> waiting(Held held, GuardContext context) {
        Set<PlannedChange> waiting = new HashSet<>();
        held.codes().forEach((planned, codes) -> {
            if (!isApproved(planned, codes, context)) {
                waiting.add(planned);
            }
        });
        return waiting;
    }

    private static GuardedPlan cut(
            Plan plan, Held held, Set<PlannedChange> waiting, Map<PlannedChange, Change> dependents) {
        Map<PlannedChange, EnumSet<FindingCode>> named = held.codes();
        var waits = new ArrayList<GuardedPlan.Waiting>();
        var proceeding = new ArrayList<Batch>();
        for (Batch batch : plan.batches()) {
            var going = new ArrayList<PlannedChange>();
            for (PlannedChange planned : batch.changes()) {
                if (waiting.contains(planned)) {
                    waits.add(new GuardedPlan.Waiting(planned, new TreeSet<>(named.get(planned)), null));
                } else if (dependents.containsKey(planned)) {
                    waits.add(new GuardedPlan.Waiting(planned, new TreeSet<>(), dependents.get(planned)));
                } else {
                    going.add(planned);
                }
            }
            if (!going.isEmpty()) {
                proceeding.add(new Batch(batch.number(), batch.lane(), going));
            }
        }
        return new GuardedPlan(plan, proceeding, waits, held.findings(waiting));
    }

    private static boolean isApproved(PlannedChange planned, Set<FindingCode> codes, GuardContext context) {
        if (context.approvals().isEmpty() || !ApprovalRules.isApprovable(codes)) {
            return false;
        }
        var waiting = ApprovedChange.of(planned.change(), codes);
        return context.approvals().stream().anyMatch(approval -> approval.covers(waiting, context.now()));
    }
}
