package dev.mandate.service.reconcile;

import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.plan.Verification;
import dev.mandate.model.state.ObservedState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the agent answered to the batches it was given, change by change, in order.
 *
 * @param stopped changes that it was not given, because they need one that was not made
 * @param attempts what the store keeps of it until a read has shown what became of it
 */
record Applied(List<Answer> answers, List<PlannedChange> stopped, List<Attempt> attempts) {
    /**
     * One change and what the agent says of it.
     *
     * @param plan the hash of the plan it is from
     */
    record Answer(PlannedChange planned, Outcome outcome, String plan) {
        boolean done() {
            return switch (outcome) {
                case Outcome.Applied ignored -> true;
                case Outcome.AlreadyInPlace ignored -> true;
                case Outcome.Rejected ignored -> false;
                case Outcome.Unreachable ignored -> false;
            };
        }

        boolean stale() {
            return outcome instanceof Outcome.Rejected(var code, var ignored)
                    && code.equals(Outcome.Rejected.STALE_PRIOR);
        }
    }

    Applied {
        answers = List.copyOf(answers);
        stopped = List.copyOf(stopped);
        attempts = List.copyOf(attempts);
    }

    static Applied nothing() {
        return new Applied(List.of(), List.of(), List.of());
    }

    Applied and(Applied later) {
        var all = new ArrayList<>(answers);
        all.addAll(later.answers);
        var allStopped = new ArrayList<>(stopped);
        allStopped.addAll(later.stopped);
        var allAttempts = new ArrayList<>(attempts);
        allAttempts.addAll(later.attempts);
        return new Applied(all, allStopped, allAttempts);
    }

    /** Without what nobody knows. */
    Applied known() {
        return new Applied(
                answers.stream()
                        .filter(answer -> !(answer.outcome() instanceof Outcome.Unreachable))
                        .toList(),
                stopped,
                attempts);
    }

    /** Changes that are done, or were already. */
    List<PlannedChange> done() {
        return answers.stream().filter(Answer::done).map(Answer::planned).toList();
    }

    /** {@link #done()} by the hash of the plan they are from, in order. */
    Map<String, List<PlannedChange>> doneByPlan() {
        return answers.stream()
                .filter(Answer::done)
                .collect(Collectors.groupingBy(
                        Answer::plan, LinkedHashMap::new, Collectors.mapping(Answer::planned, Collectors.toList())));
    }

    /** Changes that these calls made; those that were so already are somebody else's. */
    Set<PlannedChange> byUs() {
        return answers.stream()
                .filter(answer -> answer.outcome() instanceof Outcome.Applied)
                .map(Answer::planned)
                .collect(Collectors.toSet());
    }

    /** With a later read's word on what nobody knew: what is so was done by these calls. */
    Applied asSeenIn(ObservedState after) {
        return new Applied(
                answers.stream()
                        .map(answer -> answer.outcome() instanceof Outcome.Unreachable
                                        && Verification.of(List.of(answer.planned()), after)
                                                .left()
                                                .isEmpty()
                                ? new Answer(answer.planned(), new Outcome.Applied(after.observedAt()), answer.plan())
                                : answer)
                        .toList(),
                stopped,
                attempts);
    }

    /** Changes that were not made, and those of which nobody knows. */
    List<Answer> failed() {
        return answers.stream().filter(answer -> !answer.done()).toList();
    }

    boolean anyUnknown() {
        return answers.stream().anyMatch(answer -> answer.outcome() instanceof Outcome.Unreachable);
    }

    boolean anyStale() {
        return answers.stream().anyMatch(Answer::stale);
    }
}
