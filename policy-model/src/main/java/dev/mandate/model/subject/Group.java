package dev.mandate.model.subject;

import java.util.Set;

/**
 * A named set of subjects and groups from one source; identified by the source's immutable id, so a rename keeps it.
 *
 * @param subjects direct members that are subjects
 * @param groups direct members that are groups; nesting may contain cycles, which add nobody
 */
public record Group(GroupId id, SourceId source, String name, Set<SubjectId> subjects, Set<GroupId> groups) {
    public Group {
        name = Ids.text("group name", name);
        subjects = Set.copyOf(subjects);
        groups = Set.copyOf(groups);
    }
}
