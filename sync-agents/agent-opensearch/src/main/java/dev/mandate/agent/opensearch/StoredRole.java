package dev.mandate.agent.opensearch;

import java.util.Set;

/** What a role gives. */
record StoredRole(Set<String> cluster, Set<Permission> index, Set<Permission> tenant, boolean reserved) {
    static final StoredRole NEW = new StoredRole(Set.of(), Set.of(), Set.of(), false);

    StoredRole {
        cluster = Set.copyOf(cluster);
        index = Set.copyOf(index);
        tenant = Set.copyOf(tenant);
    }

    boolean isEmpty() {
        return cluster.isEmpty() && index.isEmpty() && tenant.isEmpty();
    }
}
