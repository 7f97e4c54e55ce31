package dev.mandate.model.subject;

/** Mandate's own, never reused name for a subject; opaque. */
public record SubjectId(String value) implements Comparable<SubjectId> {
    public SubjectId {
        value = Ids.text("subject", value);
    }

    public static SubjectId of(String value) {
        return new SubjectId(value);
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
