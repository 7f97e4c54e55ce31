package dev.mandate.model.plan;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What each change gives or takes, through the content of AppRoles too. */
final class Contents {
    private final Memberships memberships;
    private final Map<AppRoleName, Set<Entitlement>> own = new HashMap<>();
    private final Map<AppRoleName, Reach> reaches = new HashMap<>();

    /** @param grants that an AppRole may have on the way: what it has before, and what it is to have */
    Contents(Memberships memberships, Stream<Grant> grants) {
        this.memberships = memberships;
        grants.forEach(grant -> {
            if (grant.principal() instanceof Principal.AppRole(var role)
                    && grant.entitlement().memberOf().isEmpty()) {
                own.computeIfAbsent(role, ignored -> new HashSet<>()).add(grant.entitlement());
            }
        });
    }

    /** What follows a new account or AppRole depends on it, so that by itself it gives nothing. */
    Reach of(Change change) {
        return switch (change) {
            case Change.CreateAccount ignored -> Reach.NOTHING;
            case Change.SetAccountStatus ignored -> Reach.NOTHING;
            case Change.CreateAppRole ignored -> Reach.NOTHING;
            case Change.DeleteAppRole(var role) -> of(role);
            case Change.AddGrant add -> of(add.grant().entitlement());
            case Change.RemoveGrant remove -> of(remove.grant().entitlement());
            case Change.AlterGrant alter -> of(alter.to().entitlement());
        };
    }

    private Reach of(Entitlement entitlement) {
        return entitlement.memberOf().map(this::of).orElseGet(() -> Reach.of(List.of(entitlement)));
    }

    private Reach of(AppRoleName role) {
        return reaches.computeIfAbsent(role, wanted -> {
            Set<Entitlement> given = new HashSet<>();
            for (AppRoleName one : memberships.with(wanted)) {
                Set<Entitlement> content = own.get(one);
                if (content == null) {
                    return Reach.UNKNOWN;
                }
                given.addAll(content);
            }
            return Reach.of(given);
        });
    }
}
