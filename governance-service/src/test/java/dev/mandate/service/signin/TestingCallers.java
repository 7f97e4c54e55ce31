package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Callers;
import java.time.Instant;
import java.util.Set;

/** Everybody is known, and may nothing. */
final class TestingCallers implements Callers {
    @Override
    public Caller of(SubjectId subject, Instant proved) {
        return Caller.signedIn(subject, Set.of(), proved);
    }

    @Override
    public Caller held(SubjectId subject, Instant proved) {
        return of(subject, proved);
    }
}
