package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;

/** A constraint, as policy calls it. */
public record ConstraintId(String value) implements Comparable<ConstraintId> {
    public ConstraintId {
        value = Ids.slug("constraint", value);
    }

    public static ConstraintId of(String value) {
        return new ConstraintId(value);
    }

    @Override
    public int compareTo(ConstraintId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
