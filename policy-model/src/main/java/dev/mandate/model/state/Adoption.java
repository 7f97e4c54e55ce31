package dev.mandate.model.state;

import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which roles can stand for access that is there already, without giving anything more. */
public final class Adoption {
    private Adoption() {}

    /**
     * The roles that give {@code wanted} in the deployment and nothing there that is not held; those that give least
     * come first.
     *
     * @param held what the account holds, by {@link Entitlement#key()}
     */
    public static List<RoleId> roles(Policy policy, Deployment deployment, Entitlement wanted, Set<Entitlement> held) {
        Map<RoleId, Role> roles = new HashMap<>();
        policy.roles().forEach(role -> roles.put(role.id(), role));
        Map<RoleId, Integer> sizes = new HashMap<>();
        for (Role role : policy.roles()) {
            Set<Entitlement> gives = gives(role, roles, deployment);
            if (gives.contains(wanted.key()) && held.containsAll(gives)) {
                sizes.put(role.id(), gives.size());
            }
        }
        var found = new ArrayList<>(sizes.keySet());
        found.sort(
                Comparator.comparing((RoleId id) -> sizes.getOrDefault(id, 0)).thenComparing(id -> id));
        return List.copyOf(found);
    }

    private static Set<Entitlement> gives(Role role, Map<RoleId, Role> roles, Deployment deployment) {
        Set<Entitlement> gives = new HashSet<>();
        Set<RoleId> seen = new HashSet<>();
        var open = new ArrayDeque<RoleId>();
        open.add(role.id());
        while (!open.isEmpty()) {
            Role next = roles.get(open.remove());
            if (next == null || !seen.add(next.id())) {
                continue;
            }
            open.addAll(next.includes());
            for (Clause clause : next.gives()) {
                if (clause.where().matches(deployment)) {
                    clause.entitlements().forEach(entitlement -> gives.add(entitlement.key()));
                }
            }
        }
        return gives;
    }
}
