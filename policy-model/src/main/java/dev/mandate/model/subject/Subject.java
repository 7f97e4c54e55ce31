package dev.mandate.model.subject;

import java.util.Map;
import java.util.Optional;

/**
 * A person, service or machine that can hold access.
 *
 * @param tenure 1 for the first stay, one more at each return after leaving; a new tenure inherits nothing
 * @param attributes what the source says: {@code username}, {@code email}, {@code name} and the like
 */
public record Subject(SubjectId id, SubjectKind kind, SubjectState state, int tenure, Map<String, String> attributes) {
    public static final String USERNAME = "username";
    public static final String EMAIL = "email";
    public static final String NAME = "name";

    public Subject {
        attributes = Map.copyOf(attributes);
        if (tenure < 1) {
            throw new IllegalArgumentException("tenure of subject " + id + " must be at least 1, not " + tenure);
        }
    }

    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }
}
