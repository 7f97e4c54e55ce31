package dev.mandate.agent.superset;

import dev.mandate.agent.http.Target;
import dev.mandate.agent.http.Turns;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes of one role, whose permissions and row filters are objects of their own: filters are put on before
 * permissions are given, and permissions taken before filters are lifted, so that nobody sees a row in between.
 *
 * @param work does changes of one object
 */
record RoleRun(
        SupersetClient client, Turns turns, String role, BiFunction<Target<?>, List<Change>, List<Outcome>> work) {
    /** In which order; what comes later waits for what comes before. */
    private enum Phase {
        MAKE,
        RESTRICT,
        PERMIT,
        LIFT,
        DELETE
    }

    /** @param rule empty for the role itself */
    private record Step(Phase phase, String rule) implements Comparable<Step> {
        @Override
        public int compareTo(Step other) {
            int byPhase = phase.compareTo(other.phase);
            return byPhase != 0 ? byPhase : rule.compareTo(other.rule);
        }
    }

    List<Outcome> of(List<Change> changes) {
        var steps = new TreeMap<Step, List<Integer>>();
        for (int i = 0; i < changes.size(); i++) {
            steps.computeIfAbsent(step(changes.get(i)), key -> new ArrayList<>())
                    .add(i);
        }
        var outcomes = new @Nullable Outcome[changes.size()];
        Optional<Phase> failed = Optional.empty();
        for (Map.Entry<Step, List<Integer>> entry : steps.entrySet()) {
            boolean waits = failed.isPresent() && failed.get() != entry.getKey().phase();
            var open = new LinkedHashMap<Integer, Change>();
            for (int i : entry.getValue()) {
                if (waits && widens(entry.getKey(), changes.get(i))) {
                    outcomes[i] = new Outcome.Rejected(
                            Outcome.Rejected.STALE_PRIOR,
                            "left alone, because a change of the role '" + role + "' that has to come first failed");
                } else {
                    open.put(i, changes.get(i));
                }
            }
            List<Outcome> answers = open.isEmpty() ? List.of() : apply(entry.getKey(), List.copyOf(open.values()));
            var answer = answers.iterator();
            open.keySet().forEach(i -> outcomes[i] = answer.next());
            if (failed.isEmpty() && answers.stream().anyMatch(RoleRun::isFailure)) {
                failed = Optional.of(entry.getKey().phase());
            }
        }
        return java.util.Arrays.stream(outcomes).map(Objects::requireNonNull).toList();
    }

    private List<Outcome> apply(Step step, List<Change> changes) {
        return step.rule().isEmpty()
                ? turns.on("role:" + role, () -> work.apply(new RoleTarget(client, role), changes))
                : turns.on("rule:" + step.rule(), () -> work.apply(new RuleTarget(client, step.rule(), role), changes));
    }

    private static Step step(Change change) {
        return switch (change) {
            case Change.CreateAppRole ignored -> new Step(Phase.MAKE, "");
            case Change.DeleteAppRole ignored -> new Step(Phase.DELETE, "");
            case Change.AddGrant(var grant, var direction) ->
                switch (grant.entitlement().kind()) {
                    case Rule.FILTER ->
                        new Step(Phase.RESTRICT, grant.entitlement().resource());
                    case Rule.EXEMPT -> new Step(Phase.LIFT, grant.entitlement().resource());
                    default -> new Step(Phase.PERMIT, "");
                };
            case Change.RemoveGrant(var grant, var direction) ->
                switch (grant.entitlement().kind()) {
                    case Rule.FILTER -> new Step(Phase.LIFT, grant.entitlement().resource());
                    case Rule.EXEMPT ->
                        new Step(Phase.RESTRICT, grant.entitlement().resource());
                    default -> new Step(Phase.PERMIT, "");
                };
            case Change.AlterGrant(var from, var to, var direction) ->
                new Step(Phase.RESTRICT, to.entitlement().resource());
            case Change.CreateAccount ignored -> throw new IllegalArgumentException("not of a role: " + change);
            case Change.SetAccountStatus ignored -> throw new IllegalArgumentException("not of a role: " + change);
        };
    }

    private static boolean widens(Step step, Change change) {
        return switch (step.phase()) {
            case MAKE, RESTRICT -> false;
            case PERMIT -> change instanceof Change.AddGrant;
            case LIFT, DELETE -> true;
        };
    }

    private static boolean isFailure(Outcome outcome) {
        return !(outcome instanceof Outcome.Applied || outcome instanceof Outcome.AlreadyInPlace);
    }
}
