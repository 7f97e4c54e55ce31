package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Caller.Kind;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Remit;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * The way back in when nobody can sign in. It takes the store, the key file on the host, and several codes that several people keep; it
 * is open for an hour, and everybody can see that it is.
 */
@Service
public class RecoveryApi {
    public static final Duration OPEN = Duration.ofMinutes(60);
    public static final int MOST_CODES = 20;

    /** What has to do with sources, sessions and who administers; neither policy, nor a yes to anything. */
    private static final Set<Permission> PERMISSIONS = Set.of(
            Permission.SELF_READ,
            Permission.SOURCES_READ,
            Permission.SOURCES_CHECK,
            Permission.OPERATORS_READ,
            Permission.SESSIONS_END,
            Permission.METRICS_READ);

    static final String NAME = "recovery";

    private static final Caller CALLER =
            new Caller(Kind.OPERATOR, NAME, null, Set.of(), null, Set.of(Remit.everywhere(PERMISSIONS)), null);

    private static final Logger LOG = LoggerFactory.getLogger(RecoveryApi.class);
    private static final LedgerObject OBJECT = new LedgerObject("recovery", "mandate");

    private final RecoveryStore store;
    private final Tries tries;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    RecoveryApi(RecoveryStore store, Tries tries, LedgerApi ledger, Clock clock, Transactions transactions) {
        this.store = store;
        this.tries = tries;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Why it stays closed. */
    public enum Code implements Problem.Code {
        RECOVERY_NOT_PREPARED,
        RECOVERY_REFUSED;

        @Override
        public int status() {
            return 409;
        }

        @Override
        public Blame blame() {
            return Blame.USER;
        }
    }

    /**
     * Makes codes; those from before are none any more.
     *
     * @param need how many of them open it
     * @param keyFile what the key file holds
     * @return the codes, which are kept nowhere
     */
    public List<String> prepare(int need, int codes, String keyFile, LedgerActor by) {
        if (need < 1 || need > codes || codes > MOST_CODES) {
            throw new IllegalArgumentException("it takes 1 to " + MOST_CODES + " codes, and not more than there are");
        }
        Token key = key(keyFile);
        List<RecoveryCode> made =
                Stream.generate(RecoveryCode::random).limit(codes).toList();
        transactions.inOne(() -> {
            store.need(need);
            store.forgetCodes();
            store.addCodes(made.stream().map(code -> code.key(key)).toList());
            return ledger.append(LedgerEvent.done(by, ActionCode.of("recovery.prepared"), OBJECT)
                    .with(Map.of("need", JsonValue.number(need), "codes", JsonValue.number(codes))));
        });
        return made.stream().map(RecoveryCode::shown).toList();
    }

    /**
     * How it was opened.
     *
     * @param left codes that may still be used
     * @param need how many it takes the next time
     */
    public record Opened(Instant until, int left, int need) {}

    /**
     * Opens it, for whoever has the token. The codes are spent.
     *
     * @param keyFile what the key file holds
     * @param keep is given the token, which is kept nowhere else, and maybe given it again
     * @throws Problem where there are too few codes, or one is none; which one is not said
     */
    public Opened open(Collection<String> typed, String keyFile, LedgerActor by, Consumer<String> keep) {
        Token key = key(keyFile);
        tries.count(new Tries.Try("recovery", new Network("host")), () -> {});
        Set<Sha256> keys = new HashSet<>();
        typed.forEach(text -> RecoveryCode.of(text).ifPresent(code -> keys.add(code.key(key))));
        try {
            return transactions.inOne(() -> open(keys, typed.size(), by, keep));
        } catch (Problem refused) {
            ledger.appendAlone(LedgerEvent.done(by, ActionCode.of("recovery.begun"), OBJECT)
                    .ending(LedgerEvent.Outcome.DENIED));
            LOG.error("ALARM: somebody on this host tried to recover, with wrong codes");
            throw refused;
        }
    }

    private Opened open(Set<Sha256> keys, int typed, LedgerActor by, Consumer<String> keep) {
        int need = store.need()
                .orElseThrow(() -> new Problem(
                        Code.RECOVERY_NOT_PREPARED,
                        "no recovery codes were made; it is mandate recover codes that makes them"));
        if (store.spend(keys) < typed || typed < need) {
            throw new Problem(
                    Code.RECOVERY_REFUSED,
                    "it takes " + need
                            + " different codes, none of them used or replaced before, and recovery.key as it was"
                            + " when they were made; nothing was used up");
        }
        Instant until = clock.now().plus(OPEN);
        Token token = Token.random();
        store.open(token.hash(), until);
        keep.accept(token.value());
        int left = store.left();
        ledger.append(LedgerEvent.done(by, ActionCode.of("recovery.begun"), OBJECT)
                .with(Map.of("codes", JsonValue.number(typed), "left", JsonValue.number(left))));
        LOG.error("ALARM: {} recovers Mandate on this host until {}", by.id(), until);
        return new Opened(until, left, need);
    }

    /** Ends it before its time; false where it was not open. */
    public boolean end(LedgerActor by) {
        return transactions.inOne(() -> {
            boolean was = store.close();
            if (was) {
                ledger.append(LedgerEvent.done(by, ActionCode.of("recovery.ended"), OBJECT));
            }
            return was;
        });
    }

    /** Whether somebody recovers now, for all to see. */
    public boolean isOpen() {
        return transactions.inOne(() -> store.isOpen(clock.now()));
    }

    /** In the caller's transaction. */
    Optional<Caller> recognise(Token token) {
        return store.isOpen(token.hash(), clock.now()) ? Optional.of(CALLER) : Optional.empty();
    }

    /** In the caller's transaction: whether it is open, and stays so until that has ended. */
    boolean hold() {
        return store.hold(clock.now());
    }

    /** In the caller's transaction: says that it is over, once it is. */
    void tidy() {
        if (store.closeUntil(clock.now())) {
            ledger.append(LedgerEvent.done(
                    new LedgerActor("job", "sessions", "service"), ActionCode.of("recovery.ended"), OBJECT));
        }
    }

    private static Token key(String keyFile) {
        return Token.of(keyFile)
                .orElseThrow(() -> new Problem(
                        Code.RECOVERY_REFUSED, "recovery.key does not hold what it did: restore it from its backup"));
    }
}
