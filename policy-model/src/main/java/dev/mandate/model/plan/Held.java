package dev.mandate.model.plan;

import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the guards hold, and why. Keeps them from holding urgent removals for a reason that is not about those. */
final class Held {
    private static final Set<FindingCode> ALSO_URGENT = EnumSet.of(
            FindingCode.OWN_CREDENTIAL, FindingCode.LAST_ADMINISTRATOR, FindingCode.PROTECTED, FindingCode.PIN_CHANGED);
    private static final Set<FindingCode> ALSO_URGENT_BY_ABSENCE = EnumSet.of(
            FindingCode.MASS_REMOVAL,
            FindingCode.SOURCE_STALE,
            FindingCode.SOURCE_INCOMPLETE,
            FindingCode.SOURCE_SHRUNK);

    private final GuardFacts facts;
    private final Predicate<PlannedChange> open;
    private final Map<PlannedChange, EnumSet<FindingCode>> codes = new HashMap<>();
    private final SortedMap<Finding, List<PlannedChange>> findings = new TreeMap<>();

    Held(GuardFacts facts) {
        this(facts, change -> true);
    }

    /** @param open the changes that may still be held; the others only count */
    Held(GuardFacts facts, Predicate<PlannedChange> open) {
        this.facts = facts;
        this.open = open;
    }

    /** Holds these changes, as far as this reason may hold them. */
    void hold(FindingCode code, String about, String message, Collection<PlannedChange> changes) {
        List<PlannedChange> named = changes.stream()
                .filter(open)
                .filter(planned -> mayHold(code, planned))
                .toList();
        if (named.isEmpty()) {
            return;
        }
        findings.put(new Finding(code, about, message), named);
        named.forEach(planned -> codes.computeIfAbsent(planned, ignored -> EnumSet.noneOf(FindingCode.class))
                .add(code));
    }

    private boolean mayHold(FindingCode code, PlannedChange planned) {
        return planned.lane() != Lane.URGENT_REMOVALS
                || ALSO_URGENT.contains(code)
                || (ALSO_URGENT_BY_ABSENCE.contains(code) && facts.isByAbsence(planned));
    }

    Map<PlannedChange, EnumSet<FindingCode>> codes() {
        return codes;
    }

    /** The findings that still name a change of these. */
    List<Finding> findings(Set<PlannedChange> waiting) {
        return findings.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(waiting::contains))
                .map(Map.Entry::getKey)
                .toList();
    }
}
