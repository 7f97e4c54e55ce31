package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;

/**
 * Somebody by the name that people know.
 *
 * @param name what the source shows of them; the user name where it shows nothing
 * @param tenure counts how often they came: a return inherits nothing
 */
public record Person(SubjectId id, SourceId source, String username, String name, SubjectState state, int tenure) {
    /** Whether they are here now: nobody acts who is suspended, not here yet, or gone. */
    public boolean isActive() {
        return state == SubjectState.ACTIVE;
    }
}
