package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Caller.Kind;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Set;

/** What somebody who signed in may do in Mandate itself, asked anew at every request. */
@FunctionalInterface
public interface Callers {
    /** Nothing: what is not given is not there. */
    Callers LEAST =
            (subject, proved) -> new Caller(Kind.SUBJECT, subject.value(), subject, null, Set.of(), Selector.ALL);

    /**
     * What they may now.
     *
     * @param proved when they last showed who they are
     */
    Caller of(SubjectId subject, Instant proved);
}
