package dev.mandate.model.access;

import java.util.Comparator;

/** The effect "principal holds entitlement" inside one deployment; derived or read, never typed in. */
public record Grant(Principal principal, Entitlement entitlement) implements Comparable<Grant> {
    private static final Comparator<Grant> ORDER =
            Comparator.comparing(Grant::principal).thenComparing(Grant::entitlement);

    /** This grant without condition and options, see {@link Entitlement#key()}. */
    public Grant key() {
        return entitlement.plain() ? this : new Grant(principal, entitlement.key());
    }

    @Override
    public int compareTo(Grant other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return principal + " " + entitlement;
    }
}
