package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectState;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of a source, with a part of it as it is now: a whole reading, to be judged as one. */
final class Overlay {
    private final KnownSource known;
    private final PartialReading part;
    private final Set<String> gone;

    private Overlay(KnownSource known, PartialReading part, Set<String> deleted) {
        this.known = known;
        this.part = part;
        this.gone = new HashSet<>(deleted);
        part.people().forEach(person -> gone.remove(person.externalId()));
        part.groups().forEach(group -> gone.remove(group.externalId()));
    }

    /** Empty where the part speaks of what is not known, so that only a complete read can say how it is. */
    static Optional<SourceReading> of(SourceId source, KnownSource known, PartialReading part, Set<String> deleted) {
        return new Overlay(known, part, deleted).reading(source);
    }

    private Optional<SourceReading> reading(SourceId source) {
        Map<String, SourcePerson> people = people();
        Map<String, SourceGroup> groups = groups();
        boolean whole = groups.values().stream()
                .allMatch(group -> people.keySet().containsAll(group.people())
                        && groups.keySet().containsAll(group.groups()));
        if (!whole || !groups.keySet().containsAll(part.joins().values())) {
            return Optional.empty();
        }
        return Optional.of(
                new SourceReading(source, List.copyOf(people.values()), List.copyOf(groups.values())).naming(gone));
    }

    private Map<String, SourcePerson> people() {
        Map<String, SourcePerson> people = new HashMap<>();
        known.people().values().stream()
                .filter(person -> !person.missing())
                .forEach(person -> people.put(
                        person.externalId(),
                        person.stated(gone.contains(person.externalId()) ? SubjectState.LEFT : person.state())));
        part.people().forEach(person -> people.put(person.externalId(), person));
        return people;
    }

    private Map<String, SourceGroup> groups() {
        Map<String, SourceGroup> groups = new HashMap<>(known.groups());
        part.groups().forEach(group -> groups.put(group.externalId(), group));
        part.joins().forEach((person, group) -> groups.computeIfPresent(group, (id, before) -> with(before, person)));
        groups.keySet().removeAll(gone);
        groups.replaceAll((id, group) -> without(group));
        return groups;
    }

    private static SourceGroup with(SourceGroup group, String person) {
        Set<String> people = new HashSet<>(group.people());
        people.add(person);
        return new SourceGroup(group.externalId(), group.name(), people, group.groups(), group.foreign());
    }

    /** A group that is gone is in no other any more, whether or not anybody told of that too. */
    private SourceGroup without(SourceGroup group) {
        if (Collections.disjoint(group.groups(), gone)) {
            return group;
        }
        Set<String> nested = new HashSet<>(group.groups());
        nested.removeAll(gone);
        return new SourceGroup(group.externalId(), group.name(), group.people(), nested, group.foreign());
    }
}
