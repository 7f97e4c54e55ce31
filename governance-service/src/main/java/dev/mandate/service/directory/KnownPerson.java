package dev.mandate.service.directory;

import dev.mandate.model.subject.SubjectState;
import java.util.Map;
import java.util.UUID;

/** A subject of a source as it is stored. */
record KnownPerson(
        UUID id, String externalId, SubjectState state, int tenure, boolean missing, Map<String, String> attributes) {
    KnownPerson {
        attributes = Map.copyOf(attributes);
    }
}
