package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;

/** Our own bundle of entitlements, as policy calls it. */
public record RoleId(String value) implements Comparable<RoleId> {
    public RoleId {
        value = Ids.slug("role", value);
    }

    public static RoleId of(String value) {
        return new RoleId(value);
    }

    @Override
    public int compareTo(RoleId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
