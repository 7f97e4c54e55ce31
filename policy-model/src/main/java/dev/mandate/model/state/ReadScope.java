package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.util.Set;

/** What an agent is asked to read; the answer is complete for it or there is none. */
public sealed interface ReadScope {
    /** Grants of patterns whose {@link Coverage} the reader wants; only those of principals in scope are answered. */
    Set<Grant> patterns();

    /**
     * Names known to be accounts. A product in which a disabled account looks like an AppRole (PostgreSQL) answers
     * them as accounts; others ignore this.
     */
    Set<AccountName> accounts();

    /** Everything in the deployment. */
    record Full(Set<Grant> patterns, Set<AccountName> accounts) implements ReadScope {
        public Full {
            patterns = Set.copyOf(patterns);
            accounts = Set.copyOf(accounts);
        }

        /** Without knowing of any account. */
        public Full(Set<Grant> patterns) {
            this(patterns, Set.of());
        }
    }

    /**
     * Only what these principals are and hold: their account or AppRole, their grants and, for an AppRole, also who is
     * a member of it.
     */
    record Of(Set<Principal> principals, Set<Grant> patterns, Set<AccountName> accounts) implements ReadScope {
        public Of {
            principals = Set.copyOf(principals);
            patterns = Set.copyOf(patterns);
            accounts = Set.copyOf(accounts);
        }

        /** Knowing only of the accounts among {@code principals}. */
        public Of(Set<Principal> principals, Set<Grant> patterns) {
            this(principals, patterns, Set.of());
        }
    }
}
