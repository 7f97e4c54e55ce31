package dev.mandate.model.plan;

import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.GuardContext.Doubt;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SourceId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Guards against acting at the wrong time, or on what may not be true. */
final class TimingGuards {
    /** Below this many changes no plan is unusual. */
    private static final long SMALL_PLAN = 5;

    private static final int UNUSUAL = 20;
    private static final Set<Doubt> AGAINST_ABSENCE = EnumSet.of(Doubt.STALE, Doubt.INCOMPLETE, Doubt.SHRUNK);
    private static final Set<Doubt> AGAINST_GAINS = EnumSet.of(Doubt.STALE, Doubt.INCOMPLETE, Doubt.GROWN);

    private TimingGuards() {}

    /** Lanes 2 and 3 outside the hours in which they may go. */
    static void window(GuardFacts facts, Held held) {
        facts.context().limits().stream()
                .map(GuardLimits::window)
                .filter(Objects::nonNull)
                .filter(window -> !window.includes(facts.context().localTime()))
                .findFirst()
                .ifPresent(window -> held.hold(
                        FindingCode.OUTSIDE_WINDOW,
                        facts.plan().deployment().value(),
                        "changes go from " + window.from() + " to " + window.until() + ": they wait until then",
                        facts.changes()));
    }

    /** A read that found much less, or a plan that changes much more, than ever before. */
    static void preflight(GuardFacts facts, Held held) {
        GuardContext.History history = facts.context().history();
        if (history.read().isPresent()
                && history.usualRead().isPresent()
                && history.read().getAsLong() * 2 < history.usualRead().getAsLong()) {
            held.hold(
                    FindingCode.PREFLIGHT,
                    facts.plan().deployment().value(),
                    history.read().getAsLong() + " grants were read where "
                            + history.usualRead().getAsLong() + " are usual: look at the target first",
                    facts.changes());
        }
        if (history.largestPlan().isPresent()
                && facts.changes().size()
                        > UNUSUAL * Math.max(SMALL_PLAN, history.largestPlan().getAsLong())) {
            held.hold(
                    FindingCode.PREFLIGHT,
                    facts.plan().deployment().value(),
                    facts.changes().size() + " changes are planned where at most "
                            + history.largestPlan().getAsLong() + " were before: approve them if they are meant",
                    facts.changes());
        }
    }

    /** What was made again and again, and undone each time: a pause, and somebody who looks at it. */
    static void flapping(GuardFacts facts, Held held) {
        Map<String, Flapping> flapping = facts.context().flapping();
        if (flapping.isEmpty()) {
            return;
        }
        for (PlannedChange planned : facts.changes()) {
            Flapping fight = flapping.get(ApprovedChange.key(planned.change()));
            if (fight != null && fight.nextAt().isAfter(facts.context().now())) {
                held.hold(
                        FindingCode.FLAPPING,
                        planned.change().principal().toString(),
                        "the same change of " + planned.change().principal() + " was made " + fight.times()
                                + " times and undone on the target each time: find out what undoes it; tried again at "
                                + fight.nextAt(),
                        List.of(planned));
            }
        }
    }

    /** Removals inferred from absence, and new grants, that rest on a source in doubt. */
    static void sources(GuardFacts facts, Held held) {
        Map<SourceId, Set<Doubt>> doubts =
                new TreeMap<>(facts.context().sources().doubts());
        doubts.forEach((source, reasons) -> reasons.stream().sorted().forEach(doubt -> {
            var touched = new ArrayList<PlannedChange>();
            for (PlannedChange planned : facts.changes()) {
                if (restsOn(planned, source, facts) && isDoubtful(planned, doubt, facts)) {
                    touched.add(planned);
                }
            }
            held.hold(code(doubt), source.value(), message(source, doubt), touched);
        }));
    }

    private static boolean restsOn(PlannedChange planned, SourceId source, GuardFacts facts) {
        return planned.change().principal() instanceof Principal.Account(var account)
                && facts.context()
                        .sources()
                        .of()
                        .getOrDefault(account, Set.of(source))
                        .contains(source);
    }

    private static boolean isDoubtful(PlannedChange planned, Doubt doubt, GuardFacts facts) {
        boolean absence = AGAINST_ABSENCE.contains(doubt) && facts.isByAbsence(planned);
        boolean gain = AGAINST_GAINS.contains(doubt)
                && planned.change().direction().mayWiden()
                && !(planned.change() instanceof Change.RemoveGrant);
        return absence || gain;
    }

    private static FindingCode code(Doubt doubt) {
        return switch (doubt) {
            case STALE -> FindingCode.SOURCE_STALE;
            case INCOMPLETE -> FindingCode.SOURCE_INCOMPLETE;
            case SHRUNK -> FindingCode.SOURCE_SHRUNK;
            case GROWN -> FindingCode.SOURCE_GROWN;
        };
    }

    private static String message(SourceId source, Doubt doubt) {
        return switch (doubt) {
            case STALE -> "source " + source + " was not read for too long: make it reachable again";
            case INCOMPLETE -> "source " + source + " was not read completely: see `mandate source check`";
            case SHRUNK -> "source " + source + " lost more than its limits allow: see `mandate source release`";
            case GROWN -> "source " + source + " grew more than its limits allow: see `mandate source release`";
        };
    }
}
