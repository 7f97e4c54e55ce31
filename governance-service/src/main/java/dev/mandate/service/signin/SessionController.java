package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.api.Standing;
import dev.mandate.service.platform.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Says who asks, and lets an administrator see and end sessions. */
@Component
class SessionController implements Routes {
    private final Sessions sessions;
    private final Identities identities;
    private final SignInSettings settings;
    private final Standing standing;
    private final Transactions transactions;

    SessionController(
            Sessions sessions,
            Identities identities,
            SignInSettings settings,
            Standing standing,
            Transactions transactions) {
        this.sessions = sessions;
        this.identities = identities;
        this.settings = settings;
        this.standing = standing;
        this.transactions = transactions;
    }

    record WhoAsks() {}

    /** @param subject whose */
    record OfSubject(UUID subject) {}

    /**
     * A session of somebody.
     *
     * @param way password or provider
     * @param device whether it is one of a command line
     * @param used when it last was, to the minute
     */
    record HeldSessionView(String way, boolean device, Instant began, Instant used, Instant idleUntil, Instant ends) {}

    record SessionsView(List<HeldSessionView> sessions) {}

    /** @param ended how many sessions there were */
    record SessionsEndedView(int ended) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                        "/session",
                        Permission.SELF_READ,
                        "Says who asks, and what they may do.",
                        WhoAsks.class,
                        SessionView.class,
                        this::mine),
                Route.get(
                        "/sessions/{subject}",
                        Permission.SESSIONS_END,
                        "Lists the sessions of somebody.",
                        OfSubject.class,
                        SessionsView.class,
                        this::of),
                Route.post(
                        "/sessions/{subject}/end",
                        Permission.SESSIONS_END,
                        "Ends every session of somebody.",
                        OfSubject.class,
                        SessionsEndedView.class,
                        this::end),
                Route.post(
                        "/identities/{subject}/end",
                        Permission.SESSIONS_END,
                        "Forgets by which of the provider's identities somebody signs in, and ends their sessions; the next"
                                + " sign-in looks for the person anew.",
                        OfSubject.class,
                        SessionsEndedView.class,
                        this::forget));
    }

    private SessionView mine(Ask ask, WhoAsks command) {
        return SessionView.of(ask.caller(), ask.session());
    }

    private SessionsView of(Ask ask, OfSubject command) {
        return new SessionsView(sessions.of(command.subject()).stream()
                .map(one -> new HeldSessionView(
                        one.way().word(),
                        one.device(),
                        one.began(),
                        one.used(),
                        one.idleUntil(settings.idle()),
                        one.ends()))
                .toList());
    }

    private SessionsEndedView end(Ask ask, OfSubject command) {
        return new SessionsEndedView(transactions.inOne(
                () -> sessions.end(sessions.of(command.subject()), administrator(ask), "by-administrator")));
    }

    private SessionsEndedView forget(Ask ask, OfSubject command) {
        return new SessionsEndedView(transactions.inOne(() -> {
            LedgerActor by = administrator(ask);
            identities.unlink(SubjectId.of(command.subject().toString()), by);
            return sessions.end(sessions.of(command.subject()), by, "identity-forgotten");
        }));
    }

    /** In the transaction of what they do. */
    private LedgerActor administrator(Ask ask) {
        Caller now = standing.now(ask.caller());
        now.require(Permission.SESSIONS_END);
        return now.actor();
    }
}
