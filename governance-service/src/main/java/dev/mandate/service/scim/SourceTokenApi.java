package dev.mandate.service.scim;

import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.PushApi;
import dev.mandate.service.directory.PushSource;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The bearer tokens by which identity providers push to their source, and to no other. Only hashes are kept. */
@Service
public class SourceTokenApi {
    public static final Duration LONGEST = Duration.ofDays(400);

    private static final int LONGEST_TOKEN = 200;

    /** How exactly it is known when a token was used. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TokenStore store;
    private final PushApi pushes;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;
    private final NewIds ids;

    SourceTokenApi(
            TokenStore store, PushApi pushes, LedgerApi ledger, Clock clock, Transactions transactions, NewIds ids) {
        this.store = store;
        this.pushes = pushes;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
        this.ids = ids;
    }

    /** Why a token cannot be made or ended. */
    public enum Code implements Problem.Code {
        NO_PUSHED_SOURCE,
        TOKEN_VALIDITY,
        NO_SUCH_TOKEN;

        @Override
        public int status() {
            return this == TOKEN_VALIDITY ? 400 : 404;
        }

        @Override
        public Problem.Blame blame() {
            return Problem.Blame.USER;
        }
    }

    /**
     * Makes a token.
     *
     * @param valid how long it is taken
     * @param overlap after which time all other tokens of the source are not taken any more; null leaves them as they are
     * @param show is given the token, which is kept nowhere; where it fails, there is no token
     */
    public SourceToken make(
            SourceId source, Duration valid, @Nullable Duration overlap, LedgerActor by, Consumer<String> show) {
        requirePushed(source);
        if (valid.compareTo(Duration.ofMinutes(1)) < 0 || valid.compareTo(LONGEST) > 0) {
            throw new Problem(Code.TOKEN_VALIDITY, "a token is valid for 1 minute to 400 days, not " + valid);
        }
        Token token = Token.random();
        return transactions.inOne(() -> {
            Instant now = clock.now();
            var made = new SourceToken(ids.next(now), now, now.plus(valid), null, null);
            store.insert(source, made, token.hash());
            ledger.append(ScimEvents.tokenMade(source, made.id(), made.expires(), by));
            if (overlap != null) {
                store.expireOthers(source, made.id(), now.plus(overlap))
                        .forEach(other -> ledger.append(ScimEvents.tokenEnded(source, other, by)));
            }
            show.accept(token.value());
            return made;
        });
    }

    /** Every token of a source, also those that are not taken any more. */
    public List<SourceToken> all(SourceId source) {
        requirePushed(source);
        return transactions.inOne(() -> store.all(source));
    }

    /** From now on the token is not taken. */
    public void end(SourceId source, UUID token, LedgerActor by) {
        requirePushed(source);
        transactions.inOne(() -> {
            if (!store.end(source, token, clock.now())) {
                throw new Problem(
                        Code.NO_SUCH_TOKEN,
                        "source " + source + " has no token " + token + " that is taken; see mandate source token list "
                                + source);
            }
            return ledger.append(ScimEvents.tokenEnded(source, token, by));
        });
    }

    private void requirePushed(SourceId source) {
        if (pushes.source(source).isEmpty()) {
            throw new Problem(
                    Code.NO_PUSHED_SOURCE,
                    "there is no source '" + source + "' of the type scim; mandate.yaml names the sources");
        }
    }

    /**
     * Who pushes with this token to this source; a token of another source is nobody's.
     *
     * @param from where a token that nobody has is counted
     */
    Optional<Pushing> recognise(SourceId id, String token, InetAddress from) {
        Optional<PushSource> source = pushes.source(id);
        Optional<Pushing> pushing = source.isEmpty() || token.isEmpty() || token.length() > LONGEST_TOKEN
                ? Optional.empty()
                : transactions
                        .reading(() -> store.find(id, Token.hash(token), clock.asked()))
                        .filter(this::isTaken)
                        .map(seen -> new Pushing(source.get(), seen.token().id()));
        if (pushing.isEmpty()) {
            ledger.refused(from);
        }
        return pushing;
    }

    private boolean isTaken(TokenStore.Seen seen) {
        SourceToken token = seen.token();
        Instant now = seen.at();
        if (!token.isTaken(now)) {
            return false;
        }
        if (token.used() == null || token.used().plus(MINUTE).isBefore(now)) {
            transactions.apart(() -> {
                store.used(token.id(), now);
                return token;
            });
        }
        return true;
    }
}
