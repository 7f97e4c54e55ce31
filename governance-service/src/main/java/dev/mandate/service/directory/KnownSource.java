package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectState;
import java.util.List;
import java.util.Map;

/** Everything stored of one source, by external id. */
record KnownSource(Map<String, KnownPerson> people, Map<String, SourceGroup> groups) {
    KnownSource {
        people = Map.copyOf(people);
        groups = Map.copyOf(groups);
    }

    /** As if the source had just stated it: who left is not in it. */
    SourceReading reading(SourceId id) {
        return new SourceReading(
                id,
                people.values().stream()
                        .filter(person -> person.state() != SubjectState.LEFT)
                        .map(person -> person.stated(person.state()))
                        .toList(),
                List.copyOf(groups.values()));
    }

    /** Where the source says that people stand, after what is known of them. */
    SourceReading after(SourceReading reading) {
        return new SourceReading(
                reading.source(),
                reading.people().stream().map(this::after).toList(),
                reading.groups(),
                reading.remarks(),
                reading.gone());
    }

    SourcePerson after(SourcePerson now) {
        KnownPerson before = people.get(now.externalId());
        return before == null ? now : now.with(before.state().next(now.state()));
    }

    boolean isEmpty() {
        return people.isEmpty() && groups.isEmpty();
    }
}
