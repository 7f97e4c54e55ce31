package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.service.api.Recognised;
import dev.mandate.service.api.Session;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who asks.
 *
 * @param kind operator, subject, job or anonymous
 * @param name the operator's name, or the subject's id
 * @param permissions in order; what is not here is refused
 * @param session in which they ask; left out where they are known by a token
 */
record SessionView(String kind, String name, List<String> permissions, Optional<Bounds> session) {

    /**
     * How long a session lasts.
     *
     * @param idleUntil when it ends if nothing more is asked
     * @param ends when it ends whatever is asked
     * @param csrfToken is sent as X-CSRF-Token by what changes something
     */
    record Bounds(Instant began, Instant idleUntil, Instant ends, String csrfToken) {
        static Bounds of(Session session) {
            return new Bounds(session.began(), session.idleUntil(), session.ends(), session.csrfToken());
        }
    }

    static SessionView of(Recognised recognised) {
        return of(recognised.caller(), recognised.session());
    }

    static SessionView of(Caller caller, Optional<Session> session) {
        return new SessionView(
                caller.kind().name().toLowerCase(Locale.ROOT),
                caller.name(),
                Stream.of(Permission.values())
                        .filter(caller::may)
                        .map(Permission::word)
                        .toList(),
                session.map(Bounds::of));
    }
}
