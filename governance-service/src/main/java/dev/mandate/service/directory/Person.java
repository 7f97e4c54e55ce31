package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import org.jspecify.annotations.Nullable;

/**
 * Somebody by the name that people know.
 *
 * @param name what the source shows of them; the user name where it shows nothing
 * @param tenure counts how often they came: a return inherits nothing
 * @param owner who answers for a service or a machine; null where its source names nobody whom it states
 */
public record Person(
        SubjectId id,
        SourceId source,
        String username,
        String name,
        SubjectState state,
        int tenure,
        SubjectKind kind,
        @Nullable Owner owner) {
    /** Somebody who answers for it, as the same source states them. */
    public record Owner(SubjectId id, SourceId source, String username, SubjectState state) {
        /** {@code source/username}. */
        public String text() {
            return source + "/" + username;
        }
    }

    /** Whether they are here now: nobody acts who is suspended, not here yet, or gone. */
    public boolean isActive() {
        return state == SubjectState.ACTIVE;
    }

    /** Whether they may sign in, confirm and decide: a service or a machine has a client's key, and never a session. */
    public boolean isActivePerson() {
        return isActive() && kind == SubjectKind.PERSON;
    }
}
