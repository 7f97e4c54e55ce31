package dev.mandate.service.signin;

import dev.mandate.model.access.Permission;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.Person;
import dev.mandate.service.fleet.AgentApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;
import dev.mandate.service.platform.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Clients: programs that ask for tokens with a key of their own. Made on the host only; nobody registers over HTTP. */
@Service
public class ClientApi {
    /** As our own command line calls itself, which has no key. */
    static final String CLI = "mandate-cli";

    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?";
    private static final Set<String> RESERVED = Set.of(CLI);

    private final ClientStore store;
    private final AgentApi agents;
    private final DirectoryApi directory;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    ClientApi(
            ClientStore store,
            AgentApi agents,
            DirectoryApi directory,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.agents = agents;
        this.directory = directory;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Why a client cannot be made or changed. */
    public enum Code implements Problem.Code {
        CLIENT_NAME_INVALID(400),
        CLIENT_KEY_UNUSABLE(400),
        CLIENT_PERMISSION_INVALID(400),
        CLIENT_SUBJECT_UNKNOWN(409),
        CLIENT_EXISTS(409),
        CLIENT_UNKNOWN(409);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Blame blame() {
            return Blame.USER;
        }
    }

    /**
     * Makes a client.
     *
     * @param subject whose offices it has, as {@code source/username} or id
     * @param words permissions, of which it has at most these
     * @param key a JWK; empty: a pair is made
     * @param bound whether it gets only tokens that are bound to a key of its own (RFC 9449)
     * @param keep is given the private key where one was made, which is kept nowhere else, and maybe given another one
     */
    public void add(
            String name,
            String subject,
            Set<String> words,
            Optional<String> key,
            boolean bound,
            LedgerActor by,
            Consumer<String> keep) {
        if (!name.matches(NAME) || RESERVED.contains(name)) {
            throw new Problem(
                    Code.CLIENT_NAME_INVALID, "a client's name is 1 to 32 of a-z, 0-9 and inner '-', and not " + CLI);
        }
        Set<Permission> permissions = permissions(words);
        ClientKey publicKey = publicKey(key, keep);
        Person person = person(subject);
        transactions.inOne(() -> {
            var client = new Client(
                    name,
                    person.id(),
                    person.tenure(),
                    publicKey.json(),
                    publicKey.id(),
                    permissions,
                    bound,
                    clock.now(),
                    null);
            if (!store.insert(client)) {
                throw new Problem(
                        Code.CLIENT_EXISTS,
                        "there is, or was, a client " + name + "; a name is never given twice: take another one");
            }
            return ledger.append(entry("client.added", name, by)
                    .with(Map.of(
                            "subject", JsonValue.text(person.id().value()),
                            "key", JsonValue.text(publicKey.id()),
                            "permissions",
                                    JsonValue.text(words.stream().sorted().collect(Collectors.joining(" "))))));
        });
    }

    /** From now on it asks with another key, and its tokens of before are not taken. */
    public void rotate(String name, Optional<String> key, LedgerActor by, Consumer<String> keep) {
        if (transactions.inOne(() -> store.byName(name)).isEmpty()) {
            throw unknown(name);
        }
        ClientKey publicKey = publicKey(key, keep);
        transactions.inOne(() -> {
            if (!store.key(name, publicKey.json(), publicKey.id())) {
                throw unknown(name);
            }
            return ledger.append(entry("client.rotated", name, by).with(Map.of("key", JsonValue.text(publicKey.id()))));
        });
    }

    /** From now on it gets no token, and none of its tokens is taken. */
    public void end(String name, LedgerActor by) {
        transactions.inOne(() -> {
            if (!store.end(name, clock.now())) {
                throw unknown(name);
            }
            return ledger.append(entry("client.ended", name, by));
        });
    }

    public List<Client> all() {
        return transactions.inOne(store::all);
    }

    /** While it gets tokens. */
    Optional<Client> named(String name) {
        if (name.startsWith(Client.AGENT)) {
            return agents.known(name.substring(Client.AGENT.length())).map(Client::of);
        }
        return transactions.inOne(() -> store.byName(name));
    }

    private static LedgerEvent entry(String action, String name, LedgerActor by) {
        return LedgerEvent.done(by, ActionCode.of(action), new LedgerObject("client", name));
    }

    private static Problem unknown(String name) {
        return new Problem(Code.CLIENT_UNKNOWN, "there is no client " + name + " that gets tokens");
    }

    private static ClientKey publicKey(Optional<String> key, Consumer<String> keep) {
        if (key.isPresent()) {
            return ClientKey.of(key.get());
        }
        String pair = ClientKey.pair();
        keep.accept(pair);
        return ClientKey.of(pair);
    }

    private Person person(String subject) {
        try {
            return directory
                    .person(subject)
                    .filter(Person::isActive)
                    .orElseThrow(() -> new Problem(
                            Code.CLIENT_SUBJECT_UNKNOWN,
                            "no source states an active subject " + subject
                                    + "; name one as source/username, or by its id"));
        } catch (IllegalArgumentException ambiguous) {
            throw new Problem(Code.CLIENT_SUBJECT_UNKNOWN, String.valueOf(ambiguous.getMessage()));
        }
    }

    /** Nobody can ask a program to show again who it is, so it gets nothing that wants that. */
    private static Set<Permission> permissions(Set<String> words) {
        Map<String, Permission> offered = List.of(Permission.values()).stream()
                .filter(permission -> permission.care() != Permission.Care.SIGN && permission != Permission.AGENT_WORK)
                .collect(Collectors.toMap(Permission::word, permission -> permission));
        List<String> wrong = words.stream()
                .filter(word -> !offered.containsKey(word))
                .sorted()
                .toList();
        if (words.isEmpty() || !wrong.isEmpty()) {
            throw new Problem(
                    Code.CLIENT_PERMISSION_INVALID,
                    (wrong.isEmpty() ? "no permission is named" : "not for a program: " + wrong) + "; it may have "
                            + offered.keySet().stream().sorted().toList());
        }
        return words.stream().map(offered::get).collect(Collectors.toSet());
    }
}
