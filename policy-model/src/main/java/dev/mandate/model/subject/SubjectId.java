package dev.mandate.model.subject;

import org.jspecify.annotations.Nullable;

/** Mandate's own, never reused name for a subject; opaque. */
public record SubjectId(String value) implements Comparable<SubjectId> {
    public SubjectId {
        value = Ids.text("subject", value);
    }

    public static SubjectId of(String value) {
        return new SubjectId(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SubjectId(String name) && value.equals(name);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(SubjectId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
