package dev.mandate.agent.opensearch;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who has a role.
 *
 * @param allOf {@code and_backend_roles}: who has all of them
 */
record StoredMapping(
        SortedSet<String> users,
        SortedSet<String> backendRoles,
        SortedSet<String> hosts,
        SortedSet<String> allOf,
        boolean reserved) {
    static final StoredMapping NEW = new StoredMapping(Set.of(), Set.of(), Set.of(), Set.of(), false);

    StoredMapping(Set<String> users, Set<String> backendRoles, Set<String> hosts, Set<String> allOf, boolean reserved) {
        this(sorted(users), sorted(backendRoles), sorted(hosts), sorted(allOf), reserved);
    }

    boolean isEmpty() {
        return users.isEmpty() && backendRoles.isEmpty() && hosts.isEmpty() && allOf.isEmpty();
    }

    private static SortedSet<String> sorted(Set<String> names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }
}
