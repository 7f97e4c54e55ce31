package dev.mandate.model.state;

import dev.mandate.model.access.Grant;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.state.HoldsHere.Held;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Comparator;

/** Why grants that Mandate gave are not desired any more. Of several causes the one that asks for most care counts. */
final class Endings {
    private final Resolver resolver;
    private final DeploymentAccess access;

    Endings(Resolver resolver, DeploymentAccess access) {
        this.resolver = resolver;
        this.access = access;
    }

    sealed interface Answer {
        record Ended(Cause cause) implements Answer {}

        /** A source of it is frozen, so it has not ended. */
        record Frozen() implements Answer {}
    }

    Answer of(Grant key, Given given) {
        Directory directory = resolver.snapshot().directory();
        SubjectId who = directory.whoIs(given.subject());
        Subject subject = directory.subjects().get(who);
        if (subject == null) {
            return new Answer.Ended(Cause.ABSENT);
        }
        if (directory.still(given.subject(), given.tenure()).isEmpty()) {
            return new Answer.Ended(Cause.LEFT);
        }
        if (!subject.state().mayHold()) {
            return new Answer.Ended(Cause.of(subject.state()));
        }
        if (isHeld(key, given, who)) {
            return new Answer.Ended(Cause.HOLD);
        }
        if (given.origins().stream().anyMatch(this::isFrozen)) {
            return new Answer.Frozen();
        }
        return new Answer.Ended(given.origins().stream()
                .map(origin -> cause(who, origin))
                .max(Comparator.naturalOrder())
                .orElse(Cause.POLICY));
    }

    private boolean isHeld(Grant key, Given given, SubjectId who) {
        Held held = access.holds().on(who, key.principal());
        return held.everything()
                || given.roles().stream()
                        .mapToInt(resolver.roles()::of)
                        .anyMatch(role -> role != Numbering.NONE && held.roles().get(role))
                || access.appRoles().leadsTo(key.entitlement(), held.entitlements());
    }

    private boolean isFrozen(Given.Origin origin) {
        return origin.group() != null && resolver.entries().isFrozen(origin.group(), origin.role(), access::matches);
    }

    private Cause cause(SubjectId subject, Given.Origin origin) {
        GroupId group = origin.group();
        if (group != null && resolver.entries().isMapped(group, origin.role(), access::matches)) {
            return resolver.isMember(subject, group) ? Cause.POLICY : Cause.ABSENT;
        }
        Instant until = origin.until();
        boolean over = until != null && !resolver.snapshot().asOf().isBefore(until);
        return over && !(group == null && isAssigned(subject, origin.role())) ? Cause.EXPIRED : Cause.POLICY;
    }

    private boolean isAssigned(SubjectId subject, RoleId role) {
        SourceGraph graph = resolver.graph();
        return graph.entrances(subject)
                .filter(graph::isEntry)
                .mapToObj(graph::entry)
                .anyMatch(entry -> entry.role() == resolver.roles().of(role) && access.matches(entry.where()));
    }
}
