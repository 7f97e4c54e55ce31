package dev.mandate.agent.opensearch;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An internal user.
 *
 * @param directRoles {@code opendistro_security_roles}: roles without a mapping
 * @param reserved whether only a certificate of an administrator can change it
 */
record StoredUser(Set<String> backendRoles, Set<String> directRoles, Map<String, String> attributes, boolean reserved) {
    static final StoredUser NEW = new StoredUser(Set.of(), Set.of(), Map.of(), false);

    StoredUser {
        backendRoles = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(backendRoles));
        directRoles = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(directRoles));
        attributes = Map.copyOf(attributes);
    }
}
