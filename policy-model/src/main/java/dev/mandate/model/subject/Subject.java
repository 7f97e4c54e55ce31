package dev.mandate.model.subject;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person, service or machine that can hold access.
 *
 * @param tenure 1 for the first stay, one more at each return after leaving; a new tenure inherits nothing
 * @param attributes what the source says: {@code username}, {@code email}, {@code name} and the like
 * @param owner who answers for a service or a machine; null where the source names nobody that it states
 */
public record Subject(
        SubjectId id,
        SubjectKind kind,
        SubjectState state,
        int tenure,
        Map<String, String> attributes,
        @Nullable SubjectId owner) {
    public static final String USERNAME = "username";
    public static final String EMAIL = "email";
    public static final String NAME = "name";

    public Subject {
        attributes = Map.copyOf(attributes);
        if (tenure < 1) {
            throw new IllegalArgumentException("tenure of subject " + id + " must be at least 1, not " + tenure);
        }
        if (owner != null && kind == SubjectKind.PERSON) {
            throw new IllegalArgumentException("subject " + id + " is a person, whom nobody owns");
        }
    }

    /** A person. */
    public Subject(SubjectId id, SubjectState state, int tenure, Map<String, String> attributes) {
        this(id, SubjectKind.PERSON, state, tenure, attributes, null);
    }

    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }
}
