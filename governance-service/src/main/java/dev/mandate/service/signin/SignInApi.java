package dev.mandate.service.signin;

import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.Person;
import dev.mandate.service.directory.SourceException;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.signin.Sessions.Begun;
import dev.mandate.service.signin.Tries.Try;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Signs people in. */
@Service
public class SignInApi {
    private static final Logger LOG = LoggerFactory.getLogger(SignInApi.class);
    private static final LedgerActor NOBODY = new LedgerActor("nobody", "unknown", "none");
    private static final int LONGEST_TEXT = 1024;

    private final SignInSettings settings;
    private final DirectoryApi directory;
    private final Sessions sessions;
    private final Tries tries;
    private final Bootstrap bootstrap;
    private final Welcome welcome;
    private final BackChannel backChannel;
    private final Identities identities;
    private final RecoveryApi recovery;
    private final SigningKeys keys;
    private final DeviceLogins devices;
    private final DpopProofs proofs;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    SignInApi(
            SignInSettings settings,
            DirectoryApi directory,
            Sessions sessions,
            Tries tries,
            Bootstrap bootstrap,
            Welcome welcome,
            BackChannel backChannel,
            Identities identities,
            RecoveryApi recovery,
            SigningKeys keys,
            DeviceLogins devices,
            DpopProofs proofs,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.settings = settings;
        this.directory = directory;
        this.sessions = sessions;
        this.tries = tries;
        this.bootstrap = bootstrap;
        this.welcome = welcome;
        this.backChannel = backChannel;
        this.identities = identities;
        this.recovery = recovery;
        this.keys = keys;
        this.devices = devices;
        this.proofs = proofs;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Who asks to be let in, and what their browser had before. */
    record Door(InetAddress from, Optional<Token> before) {
        Network network() {
            return Network.of(from);
        }
    }

    /**
     * By a password that the source's directory takes.
     *
     * @param source may be left out where there is one only
     * @throws Problem with one answer for whoever is unknown, not active, or has another password
     */
    Begun withPassword(Optional<SourceId> source, String username, String password, Door door) {
        SourceId asked = source.filter(settings.passwords()::contains)
                .or(() -> source.isEmpty() && settings.passwords().size() == 1
                        ? Optional.of(settings.passwords().getFirst())
                        : Optional.empty())
                .orElseThrow(() -> new Problem(
                        SignInCode.SIGN_IN_UNAVAILABLE,
                        settings.passwords().isEmpty()
                                ? "nobody signs in by password here; mandate.yaml would say whose, as sign-in.passwords"
                                : "name one of these as source: " + settings.passwords()));
        var one = new Try(asked + "/" + username, door.network());
        tries.count(one, () -> tooOften(new LedgerObject("source", asked.value()), door));
        if (password.isEmpty() || password.length() > LONGEST_TEXT || username.length() > LONGEST_TEXT) {
            throw refused(door);
        }
        Person person = authenticated(asked, username, password).orElseThrow(() -> refused(door));
        return transactions.inOne(() -> {
            Begun begun = sessions.begin(person, Proof.password(clock.now()), door.before());
            tries.succeeded(one);
            return welcome.to(begun, KeptSession.Way.PASSWORD, door.network());
        });
    }

    private Optional<Person> authenticated(SourceId source, String username, String password) {
        try {
            return directory.authenticated(source, username, password);
        } catch (SourceException away) {
            LOG.warn("sign-in: {}", away.sentence());
            throw new Problem(
                    SignInCode.SIGN_IN_UNAVAILABLE,
                    "the directory of " + source + " cannot be asked for passwords now; try again, or tell whoever runs"
                            + " Mandate",
                    away);
        }
    }

    /** By the secret on the host, once. */
    Begun withBootstrap(String secret, Door door) {
        var one = new Try("bootstrap", door.network());
        tries.count(one, () -> tooOften(new LedgerObject("bootstrap", "administrator"), door));
        return transactions.inOne(() -> {
            Begun begun = Token.of(secret)
                    .flatMap(token -> bootstrap.signIn(token, door.before()))
                    .orElseThrow(() -> refused(door));
            tries.succeeded(one);
            return welcome.to(begun, KeptSession.Way.BOOTSTRAP, door.network());
        });
    }

    private Problem refused(Door door) {
        ledger.refused(door.from());
        return new Problem(
                SignInCode.SIGN_IN_REFUSED,
                "that is not right, or may not sign in: check the name and the password, or ask whoever runs the directory");
    }

    private void tooOften(LedgerObject where, Door door) {
        transactions.apart(() -> ledger.append(LedgerEvent.done(NOBODY, ActionCode.of("signin.stopped"), where)
                .ending(LedgerEvent.Outcome.DENIED)
                .with(Map.of("network", ledger.commit(door.network().text()).json()))));
    }

    /**
     * Sees to it that there is a secret on the host for the bootstrap administrator, where anybody signs in at all and nobody else could
     * administer yet.
     *
     * @param inFile what is on the host already
     * @param keep is given another one where that is none
     * @return whether there is one now
     */
    public boolean offerBootstrap(Optional<String> inFile, LedgerActor by, Consumer<String> keep) {
        return settings.isSome() && transactions.inOne(() -> bootstrap.offer(inFile.flatMap(Token::of), by, keep));
    }

    /** Ends the sessions that are over, and those of subjects who left; once a minute. */
    public void tidy() {
        sessions.tidy();
        transactions.inOne(() -> {
            tries.tidy();
            backChannel.tidy();
            identities.tidy();
            recovery.tidy();
            keys.tidy();
            devices.tidy();
            proofs.tidy();
            return settings;
        });
    }
}
