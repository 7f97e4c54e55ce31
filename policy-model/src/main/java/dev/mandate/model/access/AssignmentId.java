package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;

/** One dated assignment beside the policy, or one written in its folder; opaque. */
public record AssignmentId(String value) implements Comparable<AssignmentId> {
    public AssignmentId {
        value = Ids.text("assignment", value);
    }

    public static AssignmentId of(String value) {
        return new AssignmentId(value);
    }

    @Override
    public int compareTo(AssignmentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
