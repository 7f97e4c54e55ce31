package dev.mandate.model.state;

import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.util.Set;

/** What an agent is asked to read; the answer is complete for it or there is none. */
public sealed interface ReadScope {
    /** Grants of patterns whose {@link Coverage} the reader wants; only those of principals in scope are answered. */
    Set<Grant> patterns();

    /** Everything in the deployment. */
    record Full(Set<Grant> patterns) implements ReadScope {
        public Full {
            patterns = Set.copyOf(patterns);
        }
    }

    /**
     * Only what these principals are and hold: their account or AppRole, their grants and, for an AppRole, also who is
     * a member of it.
     */
    record Of(Set<Principal> principals, Set<Grant> patterns) implements ReadScope {
        public Of {
            principals = Set.copyOf(principals);
            patterns = Set.copyOf(patterns);
        }
    }
}
