package dev.mandate.model.access;

import java.util.Set;

/** Permissions, and the deployments that they are about. Whoever has several may in each only what it names. */
public record Remit(Set<Permission> permissions, Selector over) {
    public Remit {
        permissions = Set.copyOf(permissions);
    }

    /** Over every deployment, and over what belongs to none. */
    public static Remit everywhere(Set<Permission> permissions) {
        return new Remit(permissions, Selector.ALL);
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
