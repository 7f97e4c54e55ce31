package dev.mandate.agent.superset;

import java.util.Set;

/**
 * A group as Superset tells it.
 *
 * @param id of this moment only, like those of the users
 * @param name as AppRoles are named
 * @param roles as AppRoles are named
 */
record SupersetGroup(int id, String name, Set<Integer> users, Set<String> roles) {
    SupersetGroup {
        users = Set.copyOf(users);
        roles = Set.copyOf(roles);
    }
}
