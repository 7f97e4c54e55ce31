package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import java.util.List;

/** Everything a source holds at one time; it exists only when the read was complete. */
public record SourceReading(SourceId source, List<SourcePerson> people, List<SourceGroup> groups) {
    public SourceReading {
        people = List.copyOf(people);
        groups = List.copyOf(groups);
    }
}
