package dev.mandate.service.directory;

import dev.mandate.model.subject.SubjectState;
import java.util.Map;

/**
 * A person, service or machine as a source states it.
 *
 * @param externalId the source's immutable id for it
 * @param attributes {@code username}, {@code email}, {@code name} and what else the source was told to read
 */
public record SourcePerson(String externalId, Nature nature, SubjectState state, Map<String, String> attributes) {
    public SourcePerson {
        attributes = Map.copyOf(attributes);
    }

    /** Of a person. */
    public SourcePerson(String externalId, SubjectState state, Map<String, String> attributes) {
        this(externalId, Nature.PERSON, state, attributes);
    }

    SourcePerson with(Nature other) {
        return new SourcePerson(externalId, other, state, attributes);
    }

    SourcePerson with(SubjectState other) {
        return new SourcePerson(externalId, nature, other, attributes);
    }
}
