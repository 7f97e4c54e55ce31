package dev.mandate.model.access;

import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.subject.Ids;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and what they may. Made where somebody is recognised, anew for every request, and handed to every decision.
 *
 * @param name the operator's or job's name; for a subject its id
 * @param subject the subject behind it, if one is known
 * @param identities every id by which sources state that subject, or ever did: nobody decides about their own access
 * @param osUser the operating-system user behind an operator, if known: one human is one voice
 * @param remits what they may, each over some deployments
 * @param proved when somebody who is signed in last showed who they are; null for all others
 */
public record Caller(
        Kind kind,
        String name,
        @Nullable SubjectId subject,
        Set<SubjectId> identities,
        @Nullable String osUser,
        Set<Remit> remits,
        @Nullable Instant proved) {
    /** What sort of actor asks. */
    public enum Kind {
        /** A person known by a token on the host. */
        OPERATOR,
        /** A signed-in person, service or machine. */
        SUBJECT,
        /** A process of ours beside its targets, known by its key. */
        AGENT,
        /** The service itself, on a timer or an event. */
        JOB,
        /** Nobody that we know. */
        ANONYMOUS
    }

    private static final Set<Permission> LOOKING = having(Permission.Care.LOOK);

    public Caller {
        name = Ids.text("caller name", name);
        identities = Set.copyOf(identities);
        remits = Set.copyOf(remits);
    }

    /** An operator of the host, who may do everything that needs no second person. */
    public static Caller operator(String name, @Nullable String osUser) {
        return host(Kind.OPERATOR, name, osUser, EnumSet.complementOf(EnumSet.of(Permission.AGENT_WORK)));
    }

    /** Somebody who is signed in. */
    public static Caller signedIn(SubjectId subject, Set<SubjectId> identities, Set<Remit> remits, Instant proved) {
        return new Caller(Kind.SUBJECT, subject.value(), subject, identities, null, remits, proved);
    }

    /** Somebody whom one source states. */
    public static Caller signedIn(SubjectId subject, Set<Remit> remits, Instant proved) {
        return signedIn(subject, Set.of(subject), remits, proved);
    }

    /** A remote agent, which has the work that is addressed to it and nothing else. */
    public static Caller agent(String name) {
        return host(Kind.AGENT, name, null, Set.of(Permission.AGENT_WORK));
    }

    /** The service doing what was decided before. */
    public static Caller job(String name) {
        Set<Permission> permissions = EnumSet.copyOf(LOOKING);
        permissions.addAll(EnumSet.of(Permission.POLICY_PREVIEW, Permission.PLANS_APPLY, Permission.DRIFT_LOOK));
        return host(Kind.JOB, name, null, permissions);
    }

    /** Somebody on the host without a token: may look, and nothing else. */
    public static Caller reader(String osUser) {
        Set<Permission> permissions = EnumSet.copyOf(LOOKING);
        permissions.addAll(EnumSet.of(Permission.HISTORY_EXPORT, Permission.POLICY_PREVIEW, Permission.SOURCES_CHECK));
        return host(Kind.ANONYMOUS, osUser, osUser, permissions);
    }

    /** Who it was, as it was written down; such a one may do nothing any more. */
    public static Caller past(Kind kind, String name, @Nullable SubjectId subject, @Nullable String osUser) {
        return new Caller(kind, name, subject, subject == null ? Set.of() : Set.of(subject), osUser, Set.of(), null);
    }

    private static Caller host(Kind kind, String name, @Nullable String osUser, Set<Permission> permissions) {
        return new Caller(kind, name, null, Set.of(), osUser, Set.of(Remit.everywhere(permissions)), null);
    }

    private static Set<Permission> having(Permission.Care care) {
        return Stream.of(Permission.values())
                .filter(permission -> permission.care() == care)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether they have it at all: over some deployment, or, where it is about none, over everything. */
    public boolean may(Permission permission) {
        return remits.stream().anyMatch(remit -> remit.gives(permission));
    }

    public boolean may(Permission permission, Deployment deployment) {
        return remits.stream().anyMatch(remit -> remit.gives(permission, deployment));
    }

    /** Whether they have it over every deployment, those to come as well. */
    public boolean mayEverywhere(Permission permission) {
        return remits.stream().anyMatch(remit -> remit.givesEverywhere(permission));
    }

    /**
     * Insists on a permission.
     *
     * @throws NotPermitted naming who lacks what
     */
    public void require(Permission permission) {
        if (!may(permission)) {
            throw new NotPermitted(this, permission);
        }
    }

    /**
     * Insists on a permission for a deployment.
     *
     * @throws NotPermitted naming who lacks what
     */
    public void require(Permission permission, Deployment deployment) {
        if (!may(permission, deployment)) {
            throw new NotPermitted(this, permission);
        }
    }

    /** Whether they must have shown lately who they are; a session may have been left open, a token of the host not. */
    public boolean mustProve(Permission permission) {
        return kind == Kind.SUBJECT && permission.care() == Permission.Care.SIGN;
    }

    /** Whether they showed who they are at {@code since} or after. */
    public boolean provedSince(Instant since) {
        return proved != null && !proved.isBefore(since);
    }

    /** Whether this is the caller, by any id that they have or had. */
    public boolean is(SubjectId other) {
        return identities.contains(other);
    }

    public Optional<SubjectId> asSubject() {
        return Optional.ofNullable(subject);
    }

    /**
     * With what is left of what they were recognised with, and all they are by now.
     *
     * @param now the same one, recognised again
     */
    public Caller still(Caller now) {
        Set<SubjectId> all = new HashSet<>(identities);
        all.addAll(now.identities);
        Set<Remit> left = remits.stream().map(remit -> remit.still(now.remits)).collect(Collectors.toSet());
        return new Caller(kind, name, subject, all, osUser, left, proved);
    }

    /** The same one, who may something else. */
    public Caller with(Set<Remit> others) {
        return new Caller(kind, name, subject, identities, osUser, others, proved);
    }

    /** As the ledger names this caller. */
    public LedgerActor actor() {
        return switch (kind) {
            case OPERATOR -> new LedgerActor("operator", name, "host-operator");
            case SUBJECT -> new LedgerActor("subject", name, "session");
            case AGENT -> new LedgerActor("agent", name, "key");
            case JOB -> new LedgerActor("job", name, "service");
            case ANONYMOUS -> new LedgerActor("nobody", name, "none");
        };
    }

    /** Whether both are, as far as is known, one human: the same name, subject or operating-system user. */
    public boolean sameHuman(Caller other) {
        return (kind == other.kind && name.equals(other.name))
                || !Collections.disjoint(identities, other.identities)
                || (osUser != null && osUser.equals(other.osUser));
    }

    /** Somebody asked for what they may not do. */
    public static final class NotPermitted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotPermitted(Caller caller, Permission permission) {
            super(caller.name() + " may not " + permission.phrase() + " (" + permission.word() + "); "
                    + (caller.kind() == Kind.SUBJECT
                            ? "a role must give it in Mandate itself"
                            : "name an operator's token with --token-file"));
        }
    }
}
