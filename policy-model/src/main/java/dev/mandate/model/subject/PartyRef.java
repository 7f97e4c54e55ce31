package dev.mandate.model.subject;

/** How policy text names somebody: a subject or a group of a source. Publishing pins each to an immutable id. */
public sealed interface PartyRef extends Comparable<PartyRef> {
    SourceId source();

    /** A subject by its user name in a source, written {@code source/username}. */
    record SubjectRef(SourceId source, String username) implements PartyRef {
        public SubjectRef {
            username = Ids.text("user name", username);
        }

        public static SubjectRef parse(String text) {
            String[] parts = split("subject", text);
            return new SubjectRef(SourceId.of(parts[0]), parts[1]);
        }

        @Override
        public String toString() {
            return source + "/" + username;
        }
    }

    /** A group by its name, written {@code source/name} (split at the first slash), or by id, {@code source/id:…}. */
    record GroupRef(SourceId source, String name, boolean byId) implements PartyRef {
        private static final String ID_PREFIX = "id:";

        public GroupRef {
            name = Ids.text("group name", name);
        }

        public static GroupRef parse(String text) {
            String[] parts = split("group", text);
            boolean byId = parts[1].startsWith(ID_PREFIX);
            return new GroupRef(SourceId.of(parts[0]), byId ? parts[1].substring(ID_PREFIX.length()) : parts[1], byId);
        }

        @Override
        public String toString() {
            return source + "/" + (byId ? ID_PREFIX : "") + name;
        }
    }

    @Override
    default int compareTo(PartyRef other) {
        int byKind = Boolean.compare(this instanceof GroupRef, other instanceof GroupRef);
        return byKind != 0 ? byKind : toString().compareTo(other.toString());
    }

    private static String[] split(String what, String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw new IllegalArgumentException(what + " '" + text + "' must be written SOURCE/NAME");
        }
        return new String[] {text.substring(0, slash), text.substring(slash + 1)};
    }
}
