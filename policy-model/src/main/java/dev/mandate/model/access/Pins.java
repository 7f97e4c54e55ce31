package dev.mandate.model.access;

import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SubjectId;
import java.util.Map;
import java.util.Set;

/**
 * What the names in a policy meant when it was published.
 *
 * @param frozen groups whose name now belongs to another id: their mappings add nothing and remove nothing
 */
public record Pins(Map<GroupRef, GroupId> groups, Map<SubjectRef, Stay> subjects, Set<GroupRef> frozen) {
    /** A subject in one of its tenures. */
    public record Stay(SubjectId subject, int tenure) {}

    public Pins {
        groups = Map.copyOf(groups);
        subjects = Map.copyOf(subjects);
        frozen = Set.copyOf(frozen);
    }
}
