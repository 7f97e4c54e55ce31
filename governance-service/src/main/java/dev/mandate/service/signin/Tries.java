package dev.mandate.service.signin;

import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * How often somebody may try. Each try is counted before it is made, in a transaction of its own, so that many at once do not slip
 * through; one that succeeds is taken back. Names that nobody has are counted like all others.
 */
@Component
class Tries {
    static final int PER_ACCOUNT = 10;
    static final int PER_NETWORK = 100;
    static final Duration WINDOW = Duration.ofMinutes(15);

    private static final String ACCOUNT = "account";
    private static final String NETWORK = "network";

    private final TryStore store;
    private final Clock clock;
    private final Transactions transactions;

    Tries(TryStore store, Clock clock, Transactions transactions) {
        this.store = store;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** A try, by which account and from where. */
    record Try(String account, Network network) {}

    /**
     * Counts a try.
     *
     * @param first told once, when the account or the network has just had its last try
     * @throws Problem where it is one too many
     */
    void count(Try one, Runnable first) {
        Verdict verdict = transactions.apart(() -> {
            Instant now = clock.now();
            Instant begin = now.minus(WINDOW);
            int fromThere = store.count(NETWORK, Token.hash(one.network().text()), begin, now);
            int forThem = store.count(ACCOUNT, Token.hash(one.account()), begin, now);
            return new Verdict(fromThere, forThem);
        });
        if (verdict.isFirst()) {
            first.run();
        }
        if (verdict.isTooMuch()) {
            throw new Problem(
                    SignInCode.SIGN_IN_TOO_OFTEN,
                    "too many tries; wait " + WINDOW.toMinutes() + " minutes, then try once more");
        }
    }

    private record Verdict(int fromThere, int forThem) {
        boolean isTooMuch() {
            return fromThere > PER_NETWORK || forThem > PER_ACCOUNT;
        }

        boolean isFirst() {
            return fromThere == PER_NETWORK + 1 || forThem == PER_ACCOUNT + 1;
        }
    }

    /** In the transaction in which the session begins. */
    void succeeded(Try one) {
        store.clear(ACCOUNT, Token.hash(one.account()));
        store.uncount(NETWORK, Token.hash(one.network().text()));
    }

    /** Forgets what no longer counts. */
    void tidy() {
        store.forgetUntil(clock.now().minus(WINDOW));
    }
}
