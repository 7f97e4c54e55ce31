package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;

/** One Hold; opaque. */
public record HoldId(String value) implements Comparable<HoldId> {
    public HoldId {
        value = Ids.text("hold", value);
    }

    public static HoldId of(String value) {
        return new HoldId(value);
    }

    @Override
    public int compareTo(HoldId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
