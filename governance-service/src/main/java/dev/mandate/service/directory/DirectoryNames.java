package dev.mandate.service.directory;

import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** Who is meant by the names that policy writes. */
public interface DirectoryNames {
    /**
     * Looks up everything at once, in one revision of the directory.
     *
     * @param references names, or ids written as {@code source/id:…}
     * @param ids groups of which it is asked whether they still exist, under whatever name
     */
    Found find(Set<PartyRef> references, Set<GroupId> ids);

    /** The names that could have been meant instead, written like the reference itself: {@code source/name}. */
    Collection<String> known(PartyRef like);

    /**
     * What was found; a name that several have is not decided here.
     *
     * @param groups those that have the name, or the id, now
     * @param subjects those with the user name, each in its current tenure; none that left
     * @param existing which of the ids still exist
     */
    record Found(Map<GroupRef, Set<GroupId>> groups, Map<SubjectRef, Set<Stay>> subjects, Set<GroupId> existing) {
        public Found {
            groups = Map.copyOf(groups);
            subjects = Map.copyOf(subjects);
            existing = Set.copyOf(existing);
        }

        public Set<GroupId> of(GroupRef group) {
            return groups.getOrDefault(group, Set.of());
        }

        public Set<Stay> of(SubjectRef subject) {
            return subjects.getOrDefault(subject, Set.of());
        }
    }
}
