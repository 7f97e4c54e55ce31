package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Caller.Kind;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Preset;
import dev.mandate.model.access.Remit;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Token;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Whoever can read a file on the host administers Mandate, until somebody from a directory or provider can. The secret is good for one
 * sign-in.
 */
@Component
class Bootstrap {
    static final String NAME = "bootstrap";

    /** May look and administer, and neither approve nor publish: it is nobody in particular, so no second person. */
    static final Caller CALLER =
            new Caller(Kind.OPERATOR, NAME, null, Set.of(), null, Set.of(Remit.everywhere(permissions())), null);

    static final Duration LONGEST = Duration.ofHours(1);

    private static final LedgerObject OBJECT = new LedgerObject("bootstrap", "administrator");

    private final BootstrapStore store;
    private final Sessions sessions;
    private final LedgerApi ledger;
    private final Clock clock;

    Bootstrap(BootstrapStore store, Sessions sessions, LedgerApi ledger, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.ledger = ledger;
        this.clock = clock;
    }

    private static Set<Permission> permissions() {
        EnumSet<Permission> permissions = EnumSet.of(
                Permission.OPERATORS_READ,
                Permission.SOURCES_CHECK,
                Permission.DEPLOYMENTS_CONFIRM,
                Permission.SESSIONS_END);
        permissions.addAll(Preset.VIEWER.permissions());
        return permissions;
    }

    /**
     * In the caller's transaction: sees to it that there is a secret, unless it is over.
     *
     * @param known what is on the host already
     * @param keep is given another one where {@code known} is none, and maybe given it again
     * @return whether there is one now
     */
    boolean offer(Optional<Token> known, LedgerActor by, Consumer<String> keep) {
        if (store.isOver()) {
            return false;
        }
        if (known.filter(token -> store.isOffered(token.hash())).isPresent()) {
            return true;
        }
        Token fresh = Token.random();
        store.offer(fresh.hash());
        keep.accept(fresh.value());
        ledger.append(LedgerEvent.done(by, ActionCode.of("bootstrap.offered"), OBJECT));
        return true;
    }

    /** In the caller's transaction; empty where the secret is not the one. */
    Optional<Sessions.Begun> signIn(Token secret, Optional<Token> before) {
        return store.spend(secret.hash()) ? Optional.of(sessions.beginBootstrap(LONGEST, before)) : Optional.empty();
    }

    /** In the caller's transaction: whether it is not over, and stays so until that has ended. */
    boolean hold() {
        return store.hold();
    }

    /** In the caller's transaction: somebody else can administer now. */
    void endFor(Caller administrator) {
        if (store.end(clock.now())) {
            sessions.endBootstrap(administrator.actor());
            ledger.append(LedgerEvent.done(administrator.actor(), ActionCode.of("bootstrap.ended"), OBJECT));
        }
    }
}
