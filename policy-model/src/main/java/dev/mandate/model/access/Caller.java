package dev.mandate.model.access;

import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.subject.Ids;
import dev.mandate.model.subject.SubjectId;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, with what permissions and over which deployments. Made where somebody is recognised, handed to every
 * decision.
 *
 * @param name the operator's or job's name; for a subject its id
 * @param subject the subject behind it, if one is known: nobody decides about their own access
 * @param osUser the operating-system user behind an operator, if known: one human is one voice
 * @param over the deployments that the permissions are about
 */
public record Caller(
        Kind kind,
        String name,
        @Nullable SubjectId subject,
        @Nullable String osUser,
        Set<Permission> permissions,
        Selector over) {
    /** What sort of actor asks. */
    public enum Kind {
        /** A person known by a token on the host. */
        OPERATOR,
        /** A signed-in person, service or machine. */
        SUBJECT,
        /** The service itself, on a timer or an event. */
        JOB,
        /** Nobody that we know. */
        ANONYMOUS
    }

    /** What may be asked of Mandate itself. */
    public enum Permission {
        READ,
        PUBLISH,
        APPLY,
        APPROVE,
        HOLD,
        ADMINISTER
    }

    public Caller {
        name = Ids.text("caller name", name);
        permissions = Set.copyOf(permissions);
    }

    /** An operator of the host, who may do everything that needs no second person. */
    public static Caller operator(String name, @Nullable String osUser) {
        return new Caller(Kind.OPERATOR, name, null, osUser, Set.of(Permission.values()), Selector.ALL);
    }

    /** The service doing what was decided before. */
    public static Caller job(String name) {
        return new Caller(Kind.JOB, name, null, null, Set.of(Permission.READ, Permission.APPLY), Selector.ALL);
    }

    /** Somebody on the host without a token: may look, and nothing else. */
    public static Caller reader(String osUser) {
        return new Caller(Kind.ANONYMOUS, osUser, null, osUser, Set.of(Permission.READ), Selector.ALL);
    }

    public boolean may(Permission permission, Deployment deployment) {
        return permissions.contains(permission) && over.matches(deployment);
    }

    /**
     * Insists on a permission.
     *
     * @throws NotPermitted naming who lacks what
     */
    public void require(Permission permission) {
        if (!permissions.contains(permission)) {
            throw new NotPermitted(name, permission);
        }
    }

    public Optional<SubjectId> asSubject() {
        return Optional.ofNullable(subject);
    }

    /** As the ledger names this caller. */
    public LedgerActor actor() {
        return switch (kind) {
            case OPERATOR -> new LedgerActor("operator", name, "host-operator");
            case SUBJECT -> new LedgerActor("subject", name, "session");
            case JOB -> new LedgerActor("job", name, "service");
            case ANONYMOUS -> new LedgerActor("nobody", name, "none");
        };
    }

    /** Whether both are, as far as is known, one human: the same name, subject or operating-system user. */
    public boolean sameHuman(Caller other) {
        return (kind == other.kind && name.equals(other.name))
                || (subject != null && subject.equals(other.subject))
                || (osUser != null && osUser.equals(other.osUser));
    }

    /** Somebody asked for what they may not do. */
    public static final class NotPermitted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotPermitted(String name, Permission permission) {
            super(name + " may not " + permission.name().toLowerCase(java.util.Locale.ROOT)
                    + "; name an operator's token with --token-file");
        }
    }
}
