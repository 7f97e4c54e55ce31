package dev.mandate.model.subject;

/** Names a system of record for people and groups; {@code [a-z0-9-]}, 1 to 63 characters. */
public record SourceId(String value) implements Comparable<SourceId> {
    public SourceId {
        value = Ids.slug("source", value);
    }

    public static SourceId of(String value) {
        return new SourceId(value);
    }

    @Override
    public int compareTo(SourceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
