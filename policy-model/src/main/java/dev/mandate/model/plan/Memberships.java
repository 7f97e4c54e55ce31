package dev.mandate.model.plan;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which AppRoles a principal is in, directly or through others, by the grants of one state or of several together. */
final class Memberships {
    private final Map<Principal, Set<AppRoleName>> direct = new HashMap<>();
    private final Map<AppRoleName, Set<AppRoleName>> through = new HashMap<>();

    Memberships(Stream<Grant> grants) {
        grants.forEach(grant -> grant.entitlement()
                .memberOf()
                .ifPresent(role -> direct.computeIfAbsent(grant.principal(), ignored -> new HashSet<>(4))
                        .add(role)));
    }

    /** Whoever is in an AppRole. */
    Set<Principal> members() {
        return direct.keySet();
    }

    /** Every AppRole that the principal is in. */
    Set<AppRoleName> of(Principal member) {
        Set<AppRoleName> roles = new HashSet<>();
        direct.getOrDefault(member, Set.of()).forEach(role -> roles.addAll(with(role)));
        return roles;
    }

    /** An AppRole, and every AppRole that it is in. */
    Set<AppRoleName> with(AppRoleName start) {
        Set<AppRoleName> known = through.get(start);
        if (known != null) {
            return known;
        }
        Set<AppRoleName> seen = new HashSet<>(Set.of(start));
        var open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (AppRoleName role : direct.getOrDefault(new Principal.AppRole(open.remove()), Set.of())) {
                if (seen.add(role)) {
                    open.add(role);
                }
            }
        }
        through.put(start, seen);
        return seen;
    }
}
