package dev.mandate.model.subject;

/** The immutable id a source gives a group, qualified by that source; never a name or DN. */
public record GroupId(String value) implements Comparable<GroupId> {
    public GroupId {
        value = Ids.text("group", value);
    }

    public static GroupId of(String value) {
        return new GroupId(value);
    }

    @Override
    public int compareTo(GroupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
