package dev.mandate.service.signin;

import dev.mandate.model.subject.SubjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is stored.
 *
 * @param subject who signed in; null for the bootstrap administrator, whom no source knows
 * @param tenure of the subject then; 0 without one
 * @param used when it last was, to the minute
 * @param device of a command line, which nobody leaves open on a desk: it is not over because nothing is asked
 */
record KeptSession(
        UUID id,
        Proof proof,
        @Nullable SubjectId subject,
        int tenure,
        Instant began,
        Instant used,
        Instant ends,
        boolean device) {
    /** How somebody proved who they are. */
    enum Way {
        PASSWORD,
        PROVIDER,
        BOOTSTRAP;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static Way of(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
    }

    Way way() {
        return proof.way();
    }

    Instant idleUntil(Duration idle) {
        if (device) {
            return ends;
        }
        Instant until = used.plus(idle);
        return until.isBefore(ends) ? until : ends;
    }

    boolean isOver(Duration idle, Instant now) {
        return !now.isBefore(idleUntil(idle));
    }
}
