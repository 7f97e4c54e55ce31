package dev.mandate.service.reconcile;

import dev.mandate.model.access.Grant;
import dev.mandate.model.plan.PlannedChange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a read told of attempted changes.
 *
 * @param confirmed those that are so
 * @param given why the grants among the attempts were given, see {@link GivenJson}
 * @param current of {@code given}, the grants of which this run found out why
 */
record Told(List<PlannedChange> confirmed, Map<Grant, String> given, Set<Grant> current) {
    Told {
        confirmed = List.copyOf(confirmed);
        given = Map.copyOf(given);
        current = Set.copyOf(current);
    }

    /** With what this run did; a change of it of which nobody knew until the read is in both. */
    Told and(List<PlannedChange> confirmedToo, List<Attempt> ofThisRun) {
        var all = new LinkedHashSet<>(confirmedToo);
        all.addAll(confirmed);
        var reasons = new HashMap<>(given);
        var found = new HashSet<Grant>();
        for (Attempt attempt : ofThisRun) {
            Map<Grant, String> why = attempt.reasons();
            reasons.putAll(why);
            found.addAll(why.keySet());
        }
        return new Told(List.copyOf(all), reasons, found);
    }
}
