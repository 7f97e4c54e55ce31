package dev.mandate.agent.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.servererrors.AlreadyExistsException;
import com.datastax.oss.driver.api.core.servererrors.InvalidConfigurationInQueryException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.model.plan.Outcome;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What the driver's exceptions mean to Mandate. */
final class Faults {
    private Faults() {}

    /** Of a statement that Cassandra looked at and did not take; empty where nobody knows what became of it. */
    static Optional<Outcome.Rejected> rejection(RuntimeException e) {
        return switch (e) {
            case UnauthorizedException refused ->
                Optional.of(new Outcome.Rejected(Outcome.Rejected.NOT_PERMITTED, message(refused)));
            case InvalidQueryException invalid ->
                Optional.of(new Outcome.Rejected(
                        message(invalid).contains("doesn't exist") ? Outcome.Rejected.UNKNOWN_ON_TARGET : "refused",
                        message(invalid)));
            case SyntaxError error -> Optional.of(new Outcome.Rejected("refused", message(error)));
            case AlreadyExistsException there -> Optional.of(new Outcome.Rejected("refused", message(there)));
            case InvalidConfigurationInQueryException wrong ->
                Optional.of(new Outcome.Rejected("refused", message(wrong)));
            default -> Optional.empty();
        };
    }

    /** For reads, and for opening. */
    static AgentException exception(RuntimeException e, CassandraConfig config) {
        if (e instanceof AgentException known) {
            return known;
        }
        String at = config.place();
        List<Throwable> all = everything(e);
        Optional<AgentException> refused = first(all, AgentException.class);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (first(all, SSLException.class).isPresent()) {
            return fault(ErrorCode.INSECURE, at + ": TLS could not be verified (connect.tls, connect.ca): ", e);
        }
        if (first(all, AuthenticationException.class).isPresent()) {
            return fault(ErrorCode.CREDENTIALS_REFUSED, at + " refused '" + config.user() + "': ", e);
        }
        if (e instanceof UnauthorizedException) {
            return fault(
                    ErrorCode.NOT_PERMITTED,
                    at + ": run GRANT SELECT ON system_auth.roles, system_auth.role_permissions and"
                            + " system_views.settings, one each, TO " + Names.quote(config.user()) + ": ",
                    e);
        }
        if (first(all, OverloadedException.class).isPresent()) {
            return fault(ErrorCode.THROTTLED, at + " is overloaded: ", e);
        }
        return rejection(e).isPresent()
                ? fault(ErrorCode.TARGET_FAILED, at + ": ", e)
                : fault(ErrorCode.UNREACHABLE, at + ": ", e);
    }

    /** The product's own words, in one line; neither it nor the driver puts a password into them. */
    static String message(RuntimeException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.replaceAll("\\s+", " ");
    }

    private static AgentException fault(ErrorCode code, String what, RuntimeException e) {
        return new AgentException(code, what + message(e), e);
    }

    /** Causes, and what happened with each node that was tried. */
    private static List<Throwable> everything(Throwable e) {
        var found = new java.util.LinkedHashSet<Throwable>();
        var open = new ArrayDeque<Throwable>(List.of(e));
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (found.add(next)) {
                Optional.ofNullable(next.getCause()).ifPresent(open::add);
                if (next instanceof AllNodesFailedException nodes) {
                    nodes.getAllErrors().values().stream()
                            .flatMap(Collection::stream)
                            .forEach(open::add);
                }
            }
        }
        return List.copyOf(found);
    }

    private static <T> Optional<T> first(List<Throwable> all, Class<T> type) {
        return all.stream()
                .flatMap(e -> type.isInstance(e) ? Stream.of(type.cast(e)) : Stream.empty())
                .findFirst();
    }
}
