package dev.mandate.agent.airflow;

import java.util.Set;

/** A role as Airflow tells it. */
record FabRole(String name, Set<Pair> pairs) {
    static final String ADMIN = "Admin";

    /** What everybody has who has not logged in, if Airflow is set up for that. */
    static final String PUBLIC = "Public";

    FabRole {
        pairs = Set.copyOf(pairs);
    }
}
