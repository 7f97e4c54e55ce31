package dev.mandate.model.access;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Permissions, and the deployments that they are about. Whoever has several may in each only what it names. */
public record Remit(Set<Permission> permissions, Selector over) {
    public Remit {
        permissions = Set.copyOf(permissions);
    }

    /** Over every deployment, and over what belongs to none. */
    public static Remit everywhere(Set<Permission> permissions) {
        return new Remit(permissions, Selector.ALL);
    }

    /** As far as one of these gives the same over the same; what is held over another part by now counts when it is asked for anew. */
    Remit still(Collection<Remit> now) {
        return new Remit(
                permissions.stream()
                        .filter(permission -> now.stream()
                                .anyMatch(remit -> remit.over.equals(over) && remit.permissions.contains(permission)))
                        .collect(Collectors.toSet()),
                over);
    }

    boolean gives(Permission permission) {
        return permissions.contains(permission)
                && switch (permission.reach()) {
                    case DEPLOYMENTS -> true;
                    case WHOLE -> over.equals(Selector.ALL);
                };
    }

    boolean gives(Permission permission, Deployment deployment) {
        return gives(permission) && over.matches(deployment);
    }

    boolean givesEverywhere(Permission permission) {
        return gives(permission) && over.equals(Selector.ALL);
    }
}
