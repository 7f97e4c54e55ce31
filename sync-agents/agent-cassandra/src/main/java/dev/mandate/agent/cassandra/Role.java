package dev.mandate.agent.cassandra;

import java.util.Set;

/** A row of {@code system_auth.roles}, without the password's hash, which is never read. */
record Role(String name, boolean login, boolean superuser, Set<String> memberOf) {
    /** The superuser that Cassandra makes at its first start. */
    static final String DEFAULT_SUPERUSER = "cassandra";

    Role {
        memberOf = Set.copyOf(memberOf);
    }
}
