package dev.mandate.agent.superset;

import java.util.Set;

/**
 * A role as Superset lists it.
 *
 * @param id of this moment only, like the others
 * @param name as AppRoles are named
 */
record SupersetRole(int id, String name, Set<Integer> users, Set<Integer> groups, Set<Integer> pairs) {
    SupersetRole {
        users = Set.copyOf(users);
        groups = Set.copyOf(groups);
        pairs = Set.copyOf(pairs);
    }
}
