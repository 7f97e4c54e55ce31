package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Callers;
import dev.mandate.service.api.Recognised;
import dev.mandate.service.api.Session;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.Person;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sessions of the console. Each request asks anew whether the session is still one: not over, and its subject active in the
 * directory and not back from having left. What they may do is asked anew as well.
 */
@Component
class Sessions {
    private static final Duration GRAIN = Duration.ofMinutes(1);
    private static final LedgerActor PROVIDER = new LedgerActor("provider", "sign-in", "signed-token");
    private static final LedgerActor JOB = new LedgerActor("job", "sessions", "service");

    private final SessionStore store;
    private final DirectoryApi directory;
    private final Callers callers;
    private final SignInSettings settings;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    Sessions(
            SessionStore store,
            DirectoryApi directory,
            Callers callers,
            SignInSettings settings,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.directory = directory;
        this.callers = callers;
        this.settings = settings;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Somebody who just signed in, and the cookie that says so from now on. */
    record Begun(Recognised recognised, Token token) {}

    /** In the caller's transaction. What the browser had before is over: a session is never taken along. */
    Begun begin(Person person, Proof proof, Optional<Token> before) {
        Instant now = clock.now();
        return begin(
                new KeptSession(
                        UUID.randomUUID(),
                        proof,
                        person.id(),
                        person.tenure(),
                        now,
                        now,
                        now.plus(settings.longest()),
                        false),
                before);
    }

    /** In the caller's transaction; for somebody whom no source knows. */
    Begun beginBootstrap(Duration longest, Optional<Token> before) {
        Instant now = clock.now();
        return begin(
                new KeptSession(UUID.randomUUID(), Proof.bootstrap(now), null, 0, now, now, now.plus(longest), false),
                before);
    }

    /** In the caller's transaction: a session for a command line that was confirmed in one. It shows no more than that one did. */
    KeptSession beginDevice(KeptSession in) {
        Instant now = clock.now();
        var session = new KeptSession(
                UUID.randomUUID(), in.proof(), in.subject(), in.tenure(), now, now, now.plus(settings.longest()), true);
        store.insert(session, null);
        ledger.append(LedgerEvent.done(
                        actor(session),
                        ActionCode.of("session.began"),
                        new LedgerObject(actor(session).kind(), actor(session).id()))
                .with(Map.of("way", JsonValue.text("device"))));
        return session;
    }

    private Begun begin(KeptSession session, Optional<Token> before) {
        before.ifPresent(old -> store.end(old.hash()));
        Token token = Token.random();
        store.insert(session, token.hash());
        return new Begun(recognised(session, token), token);
    }

    /** Who has this cookie; empty where it is nobody's any more. */
    Optional<Recognised> recognise(Token token) {
        return transactions.inOne(() -> store.byToken(token.hash()).flatMap(kept -> recognise(kept, token)));
    }

    private Optional<Recognised> recognise(KeptSession kept, Token token) {
        return alive(kept).map(session -> recognised(session, token));
    }

    /** In the caller's transaction: the session of a cookie while it is one. */
    Optional<KeptSession> alive(Token token) {
        return store.byToken(token.hash()).flatMap(this::alive);
    }

    /** In the caller's transaction: the session of a device while it is one. */
    Optional<KeptSession> aliveDevice(UUID id) {
        return store.byId(id).filter(KeptSession::device).flatMap(this::alive);
    }

    /** In the caller's transaction: a session while it is one. */
    Optional<KeptSession> alive(UUID id) {
        return store.byId(id).flatMap(this::alive);
    }

    private Optional<KeptSession> alive(KeptSession kept) {
        Instant now = clock.now();
        if (kept.isOver(settings.idle(), now)) {
            store.end(List.of(kept.id()));
            return Optional.empty();
        }
        List<KeptSession> ended = unfounded(List.of(kept));
        if (!ended.isEmpty()) {
            endUnfounded(ended);
            return Optional.empty();
        }
        if (kept.used().plus(GRAIN).isBefore(now)) {
            store.used(kept.id(), now);
        }
        return Optional.of(kept);
    }

    private Recognised recognised(KeptSession kept, Token token) {
        return new Recognised(
                caller(kept),
                Optional.of(new Session(
                        kept.began(), kept.idleUntil(settings.idle()), kept.ends(), token.derived("csrf"))));
    }

    Caller caller(KeptSession kept) {
        SubjectId subject = kept.subject();
        if (subject == null) {
            return Bootstrap.CALLER;
        }
        Instant proved = kept.proof().at();
        Instant known = proved == null ? Instant.EPOCH : proved;
        return kept.proof().admitted() ? callers.of(subject, known) : Caller.signedIn(subject, Set.of(), known);
    }

    /** Those whose subject is not, or not without a break, who may sign in. */
    private List<KeptSession> unfounded(List<KeptSession> sessions) {
        List<SubjectId> subjects = sessions.stream()
                .map(KeptSession::subject)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Map<SubjectId, Person> people = directory.people(subjects);
        return sessions.stream()
                .filter(session -> session.subject() != null)
                .filter(session -> {
                    Person person = people.get(session.subject());
                    return person == null || !person.isActivePerson() || person.tenure() != session.tenure();
                })
                .toList();
    }

    private void endUnfounded(List<KeptSession> sessions) {
        told(JOB, "not-active", store.end(ids(sessions)));
    }

    /** The session of this cookie is over because its owner says so. */
    void signOut(Token token) {
        transactions.inOne(() -> {
            Optional<KeptSession> ended = store.end(token.hash());
            ended.ifPresent(session -> told(actor(session), "signed-out", List.of(session)));
            return ended;
        });
    }

    /** The sessions of a subject, oldest first. */
    List<KeptSession> of(UUID subject) {
        return transactions.inOne(() -> store.of(subject));
    }

    /**
     * In the caller's transaction: ends what a provider began.
     *
     * @param identity SHA-256 of issuer and {@code sub}; null where only the session there is named
     * @param session SHA-256 of issuer and {@code sid}; null where all of them are meant
     */
    int endAtProvider(@Nullable Sha256 identity, @Nullable Sha256 session) {
        if (identity == null && session == null) {
            throw new IllegalArgumentException("it must be said whose sessions end");
        }
        return end(store.atProvider(identity, session), PROVIDER, "signed-out-at-provider");
    }

    /** In the caller's transaction: how many of them there were. */
    int end(Collection<KeptSession> sessions, LedgerActor by, String because) {
        List<KeptSession> ended = store.end(ids(sessions));
        told(by, because, ended);
        return ended.size();
    }

    /** In the caller's transaction: the bootstrap administrator is not signed in any more. */
    void endBootstrap(LedgerActor by) {
        List<KeptSession> sessions = store.all().stream()
                .filter(session -> session.way() == KeptSession.Way.BOOTSTRAP)
                .toList();
        end(sessions, by, "bootstrap-ended");
    }

    /** Ends what is over by time, and every session whose subject left or was suspended though nobody asks in it. */
    void tidy() {
        transactions.inOne(() -> {
            Instant now = clock.now();
            List<KeptSession> all = store.all();
            List<KeptSession> over = all.stream()
                    .filter(session -> session.isOver(settings.idle(), now))
                    .toList();
            store.end(ids(over));
            endUnfounded(unfounded(
                    all.stream().filter(session -> !over.contains(session)).toList()));
            return all.size();
        });
    }

    private static List<UUID> ids(Collection<KeptSession> sessions) {
        return sessions.stream().map(KeptSession::id).toList();
    }

    /** One entry for each subject: a session itself has no name that could be on the ledger. */
    private void told(LedgerActor by, String because, List<KeptSession> ended) {
        Map<LedgerActor, Long> owners =
                ended.stream().collect(Collectors.groupingBy(Sessions::actor, Collectors.counting()));
        ledger.append(owners.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(LedgerActor::id)))
                .map(owner -> LedgerEvent.done(
                                by,
                                ActionCode.of("session.ended"),
                                new LedgerObject(
                                        owner.getKey().kind(), owner.getKey().id()))
                        .with(Map.of(
                                "because", JsonValue.text(because),
                                "sessions", JsonValue.number(owner.getValue()))))
                .toList());
    }

    static LedgerActor actor(KeptSession session) {
        SubjectId subject = session.subject();
        return subject == null
                ? Bootstrap.CALLER.actor()
                : new LedgerActor("subject", subject.value(), session.way().word());
    }
}
