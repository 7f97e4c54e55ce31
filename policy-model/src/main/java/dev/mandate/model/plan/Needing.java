package dev.mandate.model.plan;

import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.ObservedState;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a plan must not be begun where something of it waits or was not made: what depends on that, and every loss that
 * it may make good, so that nobody is left without what he had before and is to have after. Who is in what is gathered
 * when it is first asked for. Not safe for several threads.
 */
public final class Needing {
    private final Plan plan;
    private final DesiredState desired;
    private final ObservedState observed;
    private @Nullable Dependencies dependencies;
    private @Nullable Replacements replacements;

    private Needing(Plan plan, DesiredState desired, ObservedState observed) {
        this.plan = plan;
        this.desired = desired;
        this.observed = observed;
    }

    /**
     * Of a whole plan, whatever parts it is cut into.
     *
     * @param desired by which it was made
     * @param observed by which it was made
     */
    public static Needing of(Plan plan, DesiredState desired, ObservedState observed) {
        return new Needing(plan, desired, observed);
    }

    /**
     * What needs any of these, directly or not, each with the change that it needs; never an urgent removal, and none of
     * these.
     *
     * @param unmade in the order of the plan, where it matters which of several changes is named
     */
    public Map<PlannedChange, Change> on(Collection<PlannedChange> unmade) {
        return on(unmade, Set.of());
    }

    /**
     * The same without what is known already.
     *
     * @param known with all that needs it
     */
    public Map<PlannedChange, Change> on(Collection<PlannedChange> unmade, Set<PlannedChange> known) {
        Map<PlannedChange, Change> needing = new LinkedHashMap<>();
        Set<PlannedChange> stopped = new HashSet<>(unmade);
        var open = new ArrayDeque<>(unmade);
        while (!open.isEmpty()) {
            PlannedChange one = open.remove();
            direct(one)
                    .filter(other -> !known.contains(other) && stopped.add(other))
                    .forEach(other -> {
                        needing.put(other, one.change());
                        open.add(other);
                    });
        }
        return needing;
    }

    private Stream<PlannedChange> direct(PlannedChange one) {
        return Stream.concat(dependencies().on(one), replacements().madeGoodBy(one));
    }

    private Dependencies dependencies() {
        Dependencies gathered = dependencies;
        if (gathered == null) {
            gathered = new Dependencies(plan);
            dependencies = gathered;
        }
        return gathered;
    }

    private Replacements replacements() {
        Replacements gathered = replacements;
        if (gathered == null) {
            gathered = new Replacements(plan, desired, observed);
            replacements = gathered;
        }
        return gathered;
    }
}
