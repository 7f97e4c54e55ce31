package dev.mandate.model.access;

import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The negative: beats every source of access while it lasts, and is lifted only by somebody who does not benefit.
 *
 * @param actor who placed it
 * @param until when it ends by itself; null means when somebody lifts it
 */
public record Hold(
        HoldId id,
        Party who,
        Access what,
        Selector where,
        String actor,
        String reason,
        @Nullable Instant until) {
    /** Whom a Hold is about. */
    public sealed interface Party {
        record OfSubject(SubjectId subject) implements Party {}

        record OfPrincipal(DeploymentId deployment, Principal principal) implements Party {}
    }

    /** What a Hold takes away. */
    public sealed interface Access {
        record Everything() implements Access {}

        /** A role, by whatever source it comes, including as part of another. */
        record OfRole(RoleId role) implements Access {}

        record OfEntitlement(Entitlement entitlement) implements Access {}
    }

    /** The same Hold on whoever somebody is. */
    public Hold on(UnaryOperator<SubjectId> whoIs) {
        return who instanceof Party.OfSubject(var subject)
                        && !whoIs.apply(subject).equals(subject)
                ? new Hold(id, new Party.OfSubject(whoIs.apply(subject)), what, where, actor, reason, until)
                : this;
    }

    public boolean inForce(Instant instant) {
        return until == null || instant.isBefore(until);
    }
}
