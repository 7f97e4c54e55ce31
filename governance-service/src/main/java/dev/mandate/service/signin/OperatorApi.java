package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.api.Denials;
import dev.mandate.service.api.Route;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Operators: who acts on the host by a token in a file. Only the token's hash is kept. */
@Service
public class OperatorApi implements Denials {
    private static final Set<String> RESERVED = Set.of(Bootstrap.NAME, RecoveryApi.NAME);
    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    private final OperatorStore store;
    private final RecoveryApi recovery;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;
    private final Map<String, Caller> readers = new ConcurrentHashMap<>();

    OperatorApi(OperatorStore store, RecoveryApi recovery, LedgerApi ledger, Clock clock, Transactions transactions) {
        this.store = store;
        this.recovery = recovery;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Why an operator cannot be made or ended. */
    public enum Code implements Problem.Code {
        OPERATOR_NAME_INVALID,
        OPERATOR_EXISTS,
        OPERATOR_UNKNOWN;

        @Override
        public int status() {
            return this == OPERATOR_NAME_INVALID ? 400 : 409;
        }

        @Override
        public Blame blame() {
            return Blame.USER;
        }
    }

    /**
     * Makes an operator.
     *
     * @param by who does it, as the operating system says
     * @param keep is given the token, which is kept nowhere else, and maybe given it again; where it fails, there is no
     *     operator
     * @throws Problem where the name is not valid, or it or the operating-system user is taken
     */
    public void add(String name, @Nullable String osUser, LedgerActor by, Consumer<String> keep) {
        if (!name.matches(NAME)) {
            throw new Problem(Code.OPERATOR_NAME_INVALID, "an operator's name is 1 to 63 of a-z, 0-9 and inner '-'");
        }
        if (RESERVED.contains(name)) {
            throw new Problem(
                    Code.OPERATOR_NAME_INVALID, "the ledger uses the name " + name + " itself: take another one");
        }
        String token = Token.random().value();
        transactions.inOne(() -> {
            if (!store.insert(new Operator(name, osUser, clock.now(), null), new Token(token).hash())) {
                throw new Problem(
                        Code.OPERATOR_EXISTS,
                        "there is an operator " + name + " already"
                                + (osUser == null ? "" : ", or another one for the operating-system user " + osUser)
                                + "; a name is never given twice: take another one");
            }
            var details = osUser == null
                    ? Map.<String, JsonValue>of()
                    : Map.<String, JsonValue>of("os_user", JsonValue.text(osUser));
            keep.accept(token);
            return ledger.append(
                    LedgerEvent.done(by, ActionCode.of("operator.added"), new LedgerObject("operator", name))
                            .with(details));
        });
    }

    /** From now on the operator's token is not taken. */
    public void end(String name, LedgerActor by) {
        transactions.inOne(() -> {
            if (!store.end(name, clock.now())) {
                throw new Problem(Code.OPERATOR_UNKNOWN, "there is no operator " + name + " whose token is taken");
            }
            return ledger.append(
                    LedgerEvent.done(by, ActionCode.of("operator.ended"), new LedgerObject("operator", name)));
        });
    }

    public List<Operator> all() {
        return transactions.inOne(store::all);
    }

    /** The operator whom {@code run} publishes as, where one is linked to the operating-system user. */
    public Optional<Caller> of(String osUser) {
        return transactions.inOne(() -> store.byOsUser(osUser)).map(OperatorApi::caller);
    }

    /** The operator of this name, while the token is taken. */
    public Optional<Caller> named(String name) {
        return transactions.inOne(() -> store.byName(name)).map(OperatorApi::caller);
    }

    /** In the caller's transaction: whether the token is taken, and stays so until that has ended. */
    boolean hold(String name) {
        return store.hold(name);
    }

    /** The operator with this token, or whoever recovers with it. */
    public Optional<Caller> recognise(String token) {
        if (token.isEmpty()) {
            return Optional.empty();
        }
        var known = new Token(token);
        return transactions.inOne(
                () -> store.byToken(known.hash()).map(OperatorApi::caller).or(() -> recovery.recognise(known)));
    }

    /** A token for whoever can read this process's files: may look, and nothing else, and ends with the process. */
    public String admitReader(String osUser) {
        String token = Token.random().value();
        readers.put(new Token(token).hex(), Caller.reader(osUser));
        return token;
    }

    /**
     * The operator or reader with this token.
     *
     * @param from where a token that nobody has is counted
     */
    public Optional<Caller> recognise(String token, InetAddress from) {
        Optional<Caller> caller = recognise(token).or(() -> Optional.ofNullable(readers.get(new Token(token).hex())));
        if (caller.isEmpty()) {
            ledger.refused(from);
        }
        return caller;
    }

    @Override
    public void denied(Caller caller, Route<?, ?> route) {
        ledger.appendAlone(
                LedgerEvent.done(caller.actor(), ActionCode.of("denied"), new LedgerObject("route", route.toString()))
                        .ending(LedgerEvent.Outcome.DENIED));
    }

    private static Caller caller(Operator operator) {
        return Caller.operator(operator.name(), operator.osUser());
    }
}
