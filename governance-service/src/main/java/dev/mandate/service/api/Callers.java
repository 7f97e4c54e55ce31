package dev.mandate.service.api;

import dev.mandate.model.access.Caller;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;

/** Tells what a subject may do in Mandate itself. Asked anew for every request, so that nothing outlives its end. */
public interface Callers {
    /**
     * The caller behind somebody's session or token, with what was read back of their offices; who holds none, or is not
     * active, may nothing.
     *
     * @param proved when they last showed who they are
     */
    Caller of(SubjectId subject, Instant proved);

    /** As {@link #of}, in the caller's transaction: whatever takes something of it away waits until that has ended, or is waited for. */
    Caller held(SubjectId subject, Instant proved);
}
