package dev.mandate.service.directory;

import dev.mandate.model.subject.SubjectState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Some people and groups as they are now. Who is not in it is not there, or not in the part that is read: that alone says
 * nothing.
 *
 * @param groups with all their members
 * @param joins by person, a group that is not itself in this reading and has them as a member
 */
public record PartialReading(List<SourcePerson> people, List<SourceGroup> groups, Map<String, String> joins) {
    public PartialReading {
        people = List.copyOf(people);
        groups = List.copyOf(groups);
        joins = Map.copyOf(joins);
    }

    /** Whether it, or what is deleted, is anything but what is stored. */
    boolean differs(KnownSource stored, Set<String> deleted) {
        boolean changed = people.stream()
                        .anyMatch(person -> differs(person, stored.people().get(person.externalId())))
                || groups.stream()
                        .anyMatch(group -> !group.equals(stored.groups().get(group.externalId())));
        return changed || deleted.stream().anyMatch(id -> stored.groups().containsKey(id) || isThere(stored, id));
    }

    private static boolean isThere(KnownSource stored, String id) {
        KnownPerson before = stored.people().get(id);
        return before != null && before.state() != SubjectState.LEFT;
    }

    private static boolean differs(SourcePerson now, @Nullable KnownPerson before) {
        return before == null || before.differs(now);
    }
}
