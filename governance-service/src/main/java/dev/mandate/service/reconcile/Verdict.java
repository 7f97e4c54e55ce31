package dev.mandate.service.reconcile;

import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Mode;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.GuardedPlans;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.plan.Verification;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.Finding;
import dev.mandate.service.reconcile.Reconciliation.Result;
import dev.mandate.service.reconcile.Reconciliation.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What came of a run, in one word and in numbers. */
final class Verdict {
    private final Survey survey;
    private final GuardedPlans plans;
    private final List<Drift> left;
    private final List<Drift> exempt;
    private final Collection<Finding> notes;

    /**
     * From all that differs in the end.
     *
     * @param notes findings beside those of plan and guards
     */
    Verdict(Survey survey, GuardedPlans plans, List<Drift> drift, Collection<Finding> notes) {
        this.survey = survey;
        this.plans = plans;
        left = drift.stream()
                .filter(one -> !(one instanceof Drift.Unmanaged))
                .filter(one -> !survey.decisions().exempts(one))
                .toList();
        exempt = drift.stream().filter(survey.decisions()::exempts).toList();
        this.notes = notes;
    }

    /** Of a look that changed nothing. */
    Reconciliation checked(long began) {
        Result result = plans.size() == 0 && left.isEmpty() ? Result.IN_SYNC : Result.OBSERVED;
        return reconciliation(result, Applied.nothing(), Applied.nothing(), List.of(), began);
    }

    /**
     * Of a run.
     *
     * @param last what the last attempt answered
     * @param applied what all attempts answered
     */
    Reconciliation ended(Applied last, Applied applied, Verification verification, long began) {
        return reconciliation(result(last, verification), last, applied, verification.confirmed(), began);
    }

    private Result result(Applied last, Verification verification) {
        if (!last.failed().isEmpty() || !verification.left().isEmpty()) {
            return Result.DRIFT_LEFT;
        }
        if (!plans.waiting().isEmpty()) {
            return Result.REFUSED;
        }
        if (!left.isEmpty()) {
            return observesOnly(survey.deployment()) ? Result.OBSERVED : Result.DRIFT_LEFT;
        }
        return last.answers().isEmpty() ? Result.IN_SYNC : Result.CONVERGED;
    }

    private static boolean observesOnly(Deployment deployment) {
        return deployment.modes().accounts() == Mode.OBSERVE
                && deployment.modes().memberships() == Mode.OBSERVE
                && deployment.modes().roleContent() == Mode.OBSERVE;
    }

    private Reconciliation reconciliation(
            Result result, Applied last, Applied applied, List<PlannedChange> confirmed, long began) {
        var findings = new TreeSet<Finding>();
        plans.parts().forEach(part -> {
            findings.addAll(part.findings());
            findings.addAll(part.plan().findings());
        });
        findings.addAll(notes);
        return new Reconciliation(
                survey.deployment().id(),
                result,
                survey.isNarrow(),
                (int) plans.size(),
                applied.done().size(),
                confirmed.size(),
                plans.waiting().size(),
                waits(),
                left,
                exempt,
                List.copyOf(findings),
                Optional.of(plans.first()),
                Optional.of(plans.second()).filter(second -> !second.plan().isEmpty()),
                Optional.of(survey.scope()),
                Optional.empty(),
                retryAt(last),
                message(last, applied),
                Duration.ofNanos(System.nanoTime() - began));
    }

    /** Of changes of which nobody knows; the latest, as one call after another asks for more patience. */
    private static Optional<Instant> retryAt(Applied last) {
        return last.answers().stream()
                .map(Applied.Answer::outcome)
                .filter(Outcome.Unreachable.class::isInstance)
                .map(outcome -> ((Outcome.Unreachable) outcome).retryAt())
                .max(Instant::compareTo);
    }

    private List<Waits> waits() {
        var sets = new ArrayList<Waits>();
        waits(plans.first(), false, sets);
        waits(plans.second(), true, sets);
        return sets;
    }

    private static void waits(GuardedPlan part, boolean apart, List<Waits> sets) {
        if (!part.waiting().isEmpty()) {
            sets.add(new Waits(part.waitingSet().hash(), part.waiting().size(), apart));
        }
    }

    private static String message(Applied last, Applied applied) {
        List<Applied.Answer> failed = applied.failed();
        if (failed.isEmpty()) {
            return "";
        }
        Applied.Answer first = failed.getFirst();
        String stopped = last.stopped().isEmpty()
                ? ""
                : "; " + last.stopped().size()
                        + " more were not begun, because they need one that failed: fix that, and"
                        + " the next run makes them";
        return failed.size() + " of " + applied.answers().size() + " changes failed; the first: "
                + Sentences.of(first.planned().change()) + ": " + first.outcome() + stopped;
    }
}
