package dev.mandate.model.plan;

import dev.mandate.model.access.Grant;
import dev.mandate.model.state.Drift;
import java.util.Set;

/**
 * What people decided about single differences of a deployment, by {@link Grant#key()}.
 *
 * @param exempt somebody answers for the difference until a date: it is shown, and nothing is done about it
 * @param reverts somebody wants what is there unexpectedly to be taken away, also where the mode would leave it
 */
public record DriftDecisions(Set<Grant> exempt, Set<Grant> reverts) {
    public static final DriftDecisions NONE = new DriftDecisions(Set.of(), Set.of());

    public DriftDecisions {
        exempt = Set.copyOf(exempt);
        reverts = Set.copyOf(reverts);
    }

    /** Never for a cause that cannot wait: a Hold beats every exemption. */
    public boolean exempts(Drift drift) {
        return drift.thing() instanceof Drift.Thing.OfGrant(Grant grant)
                && !drift.cause().urgent()
                && exempt.contains(grant.key());
    }

    boolean reverts(Grant grant) {
        return reverts.contains(grant.key());
    }
}
