package dev.mandate.model.access;

import org.jspecify.annotations.Nullable;

/**
 * The effect "principal holds entitlement" inside one deployment; derived or read, never typed in. A deployment has up to
 * a million of them, in tables: equality of a grant and of its names is written out, because what the compiler makes
 * for a record takes several times as long until the JVM has optimised it.
 */
public record Grant(Principal principal, Entitlement entitlement) implements Comparable<Grant> {
    /** This grant without condition and options, see {@link Entitlement#key()}. */
    public Grant key() {
        return entitlement.plain() ? this : new Grant(principal, entitlement.key());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Grant(Principal who, Entitlement what)
                        && entitlement.equals(what)
                        && principal.equals(who));
    }

    @Override
    public int hashCode() {
        return principal.hashCode() * 31 + entitlement.hashCode();
    }

    @Override
    public int compareTo(Grant other) {
        int byPrincipal = principal.compareTo(other.principal);
        return byPrincipal != 0 ? byPrincipal : entitlement.compareTo(other.entitlement);
    }

    @Override
    public String toString() {
        return principal + " " + entitlement;
    }
}
