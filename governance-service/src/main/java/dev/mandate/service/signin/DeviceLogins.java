package dev.mandate.service.signin;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import com.nimbusds.oauth2.sdk.device.UserCode;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.signin.DeviceLoginStore.Waiting;
import dev.mandate.service.signin.Tries.Try;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Signs a command line in by somebody's browser (RFC 8628). The code is typed there by hand: no address carries it, so that nobody confirms
 * a stranger's command line by following a link.
 */
@Component
class DeviceLogins {
    static final Duration LIFETIME = Duration.ofMinutes(10);
    static final int PAUSE = 5;

    private static final LedgerObject COMMAND_LINE = new LedgerObject("client", ClientApi.CLI);

    private final DeviceLoginStore store;
    private final Sessions sessions;
    private final SigningKeys keys;
    private final Sealing sealing;
    private final Tries tries;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    DeviceLogins(
            DeviceLoginStore store,
            Sessions sessions,
            SigningKeys keys,
            Sealing sealing,
            Tries tries,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.sessions = sessions;
        this.keys = keys;
        this.sealing = sealing;
        this.tries = tries;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** @param userCode is typed by a person; on its own it is worth nothing to anybody else */
    record Begun(Token code, String userCode) {
        @Override
        public String toString() {
            return "Begun[…]";
        }
    }

    /** A command line begins to wait. */
    Begun begin(Network network) {
        tries.count(new Try("device from " + network.text(), network), () -> {});
        var begun = new Begun(Token.random(), new UserCode().getValue());
        transactions.inOne(() -> {
            Instant now = clock.now();
            store.insert(begun.code().hash(), hash(begun.userCode()), now, now.plus(LIFETIME), PAUSE);
            return begun;
        });
        return begun;
    }

    /**
     * Decides about a command line, in the session of a browser.
     *
     * @throws Problem where none waits under that code, or this session may not
     */
    void decide(String userCode, boolean allow, Token browser, Network network) {
        KeptSession session = transactions
                .inOne(() -> sessions.alive(browser))
                .filter(kept -> kept.subject() != null && kept.proof().admitted())
                .orElseThrow(() -> new Problem(
                        SignInCode.SIGN_IN_REFUSED,
                        "only somebody of a source who is signed in confirms a command line"));
        LedgerActor by = Sessions.actor(session);
        var one = new Try("device by " + by.id(), network);
        tries.count(one, () -> told("signin.stopped", by, LedgerEvent.Outcome.DENIED));
        boolean decided = transactions.inOne(() -> {
            boolean found = store.decide(hash(userCode), clock.now(), allow ? session.id() : null);
            if (found) {
                tries.succeeded(one);
                tries.succeeded(new Try("device from " + network.text(), network));
                ledger.append(LedgerEvent.done(by, ActionCode.of("device.decided"), COMMAND_LINE)
                        .with(Map.of(
                                "allowed", JsonValue.text(Boolean.toString(allow)),
                                "network", ledger.commit(network.text()).json())));
            }
            return found;
        });
        if (!decided) {
            throw new Problem(
                    SignInCode.DEVICE_CODE_UNKNOWN,
                    "no command line waits under that code: it is good for " + LIFETIME.toMinutes()
                            + " minutes and once; compare it with what mandate login shows");
        }
    }

    private void told(String action, LedgerActor by, LedgerEvent.Outcome outcome) {
        transactions.apart(() -> ledger.append(
                LedgerEvent.done(by, ActionCode.of(action), COMMAND_LINE).ending(outcome)));
    }

    /**
     * In the caller's transaction: the session that a confirmed command line begins, once; empty, with why in {@code error}, where there
     * is none.
     */
    Polled poll(String code) {
        Optional<byte[]> hash = Token.of(code).map(Token::hash);
        Optional<Waiting> found = hash.flatMap(store::locked);
        if (found.isEmpty()) {
            return new Polled.Not(OAuth2Error.INVALID_GRANT);
        }
        byte[] key = hash.orElseThrow();
        Waiting waiting = found.get();
        Instant now = clock.now();
        if (!now.isBefore(waiting.ends())) {
            return new Polled.Not(DeviceAuthorizationGrantError.EXPIRED_TOKEN);
        }
        if (now.isBefore(waiting.polled().plusSeconds(waiting.pause()))) {
            store.polled(key, now, waiting.pause() + PAUSE);
            return new Polled.Not(DeviceAuthorizationGrantError.SLOW_DOWN);
        }
        if (waiting.denied()) {
            store.delete(key);
            return new Polled.Not(OAuth2Error.ACCESS_DENIED);
        }
        if (waiting.confirmedIn() == null) {
            store.polled(key, now, waiting.pause());
            return new Polled.Not(DeviceAuthorizationGrantError.AUTHORIZATION_PENDING);
        }
        Optional<KeptSession> confirmedIn = sessions.alive(waiting.confirmedIn());
        store.delete(key);
        return confirmedIn
                .map(sessions::beginDevice)
                .<Polled>map(Polled.Confirmed::new)
                .orElseGet(() -> new Polled.Not(OAuth2Error.ACCESS_DENIED));
    }

    /** What a command line is told. */
    sealed interface Polled {
        record Confirmed(KeptSession session) implements Polled {}

        record Not(com.nimbusds.oauth2.sdk.ErrorObject error) implements Polled {}
    }

    /** In the caller's transaction. */
    void tidy() {
        store.forgetUntil(clock.now().minus(LIFETIME));
    }

    /** As typed: in any case, with or without the dash. Eight letters are few, so the hash is keyed. */
    private byte[] hash(String userCode) {
        // The file is there from the first key on.
        keys.inForce();
        return sealing.keyed("user code "
                + UserCode.stripIllegalChars(
                        userCode.substring(0, Math.min(userCode.length(), 32)).toUpperCase(java.util.Locale.ROOT),
                        UserCode.LETTER_CHAR_SET));
    }
}
