package dev.mandate.model.plan;

import dev.mandate.model.state.FindingCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Cuts a plan into what may go and what waits. */
public final class Guards {
    static final List<Guard> ALL = List.of(
            TargetGuards::pinChanged,
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
            GainGuards::privilegedGroupGrown,
            TimingGuards::window,
            TimingGuards::preflight,
            TimingGuards::flapping,
            TimingGuards::sources);

    private Guards() {}

    /**
     * A finding holds only the changes that it names and what depends on them; everything else proceeds. Changes that
     * {@link GuardContext#approvals()} cover are released. Pure, like the plan.
     */
    public static GuardedPlan check(Plan plan, GuardContext context) {
        return check(plan, context, ALL);
    }

    static GuardedPlan check(Plan plan, GuardContext context, List<Guard> guards) {
        var facts = new GuardFacts(plan, context);
        var held = new Held(facts);
        guards.forEach(guard -> guard.check(facts, held));
        Map<PlannedChange, EnumSet<FindingCode>> named = held.codes();
        Set<PlannedChange> waiting = new HashSet<>();
        named.forEach((planned, codes) -> {
            if (!isApproved(planned, codes, context)) {
                waiting.add(planned);
            }
        });
        Map<PlannedChange, Change> dependents = Dependencies.on(waiting, plan);
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
