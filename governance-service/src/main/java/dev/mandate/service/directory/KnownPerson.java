package dev.mandate.service.directory;

import dev.mandate.model.subject.SubjectState;
import java.util.Map;
import java.util.UUID;

/** A subject of a source as it is stored. */
record KnownPerson(
        UUID id,
        String externalId,
        Nature nature,
        SubjectState state,
        int tenure,
        boolean missing,
        Map<String, String> attributes) {
    KnownPerson {
        attributes = Map.copyOf(attributes);
    }

    /** As its source would state it now. */
    SourcePerson stated(SubjectState now) {
        return new SourcePerson(externalId, nature, now, attributes);
    }

    boolean differs(SourcePerson now) {
        return missing || state != now.state() || !nature.equals(now.nature()) || !attributes.equals(now.attributes());
    }
}
