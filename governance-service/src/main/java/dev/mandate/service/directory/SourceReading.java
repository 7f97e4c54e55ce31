package dev.mandate.service.directory;

import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.Ids;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.yaml.Shown;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a source holds at one time; it exists only when the read was complete.
 *
 * @param remarks what somebody has to know of it and what stops nothing
 * @param gone ids of which the source says positively that they are there no more
 */
public record SourceReading(
        SourceId source, List<SourcePerson> people, List<SourceGroup> groups, List<Finding> remarks, Set<String> gone) {
    public SourceReading(SourceId source, List<SourcePerson> people, List<SourceGroup> groups) {
        this(source, people, groups, List.of(), Set.of());
    }

    /**
     * Checks everything.
     *
     * @throws SourceException when it contradicts itself, or says what cannot be kept as text
     */
    public SourceReading {
        people = List.copyOf(people);
        groups = List.copyOf(groups);
        remarks = List.copyOf(remarks);
        gone = Set.copyOf(gone);
        Map<String, String> persons = new HashMap<>();
        for (SourcePerson person : people) {
            String name = person.attributes().getOrDefault(Subject.USERNAME, "");
            requireText(source, "person", person.externalId(), Stream.of(person.externalId(), name));
            requireText(source, "person", person.externalId(), person.attributes().values().stream());
            requireNew(source, "people", persons.put(person.externalId(), name), name, person.externalId());
        }
        Map<String, String> names = new HashMap<>();
        for (SourceGroup group : groups) {
            requireText(source, "group", group.externalId(), Stream.of(group.externalId(), group.name()));
            requireNew(source, "groups", names.put(group.externalId(), group.name()), group.name(), group.externalId());
        }
        for (SourceGroup group : groups) {
            requireKnown(source, group, group.people(), persons.keySet());
            requireKnown(source, group, group.groups(), names.keySet());
        }
    }

    private static void requireText(SourceId source, String what, String id, Stream<String> texts) {
        texts.filter(text -> !Ids.isText(text)).findFirst().ifPresent(text -> {
            throw contradictory(
                    source,
                    what + " " + Shown.quote(id) + " has " + Shown.quote(text)
                            + ", which is not 1 to 1024 characters without control characters; correct it in the source");
        });
    }

    private static void requireNew(SourceId source, String what, @Nullable String before, String now, String id) {
        if (before != null) {
            throw contradictory(
                    source,
                    "two " + what + " have the id " + Shown.quote(id) + ": " + Shown.quote(before) + " and "
                            + Shown.quote(now) + "; name an attribute as id that is never the same for two."
                            + " Where one was renamed while it was read, the next read is right");
        }
    }

    private static void requireKnown(SourceId source, SourceGroup group, Set<String> members, Set<String> known) {
        if (!known.containsAll(members)) {
            Set<String> unknown = new HashSet<>(members);
            unknown.removeAll(known);
            throw contradictory(
                    source,
                    "group " + Shown.quote(group.name()) + " has members that the reading lacks, such as "
                            + Shown.quote(unknown.iterator().next()));
        }
    }

    SourceReading with(List<Finding> more) {
        return more.isEmpty()
                ? this
                : new SourceReading(
                        source,
                        people,
                        groups,
                        Stream.concat(remarks.stream(), more.stream()).toList(),
                        gone);
    }

    /** The same, with the ids that the source told to be gone; who is in the reading is not. */
    SourceReading naming(Set<String> told) {
        return told.isEmpty() ? this : new SourceReading(source, people, groups, remarks, told);
    }

    private static SourceException contradictory(SourceId source, String message) {
        return new SourceException(source, Code.CONTRADICTORY, message, null);
    }
}
