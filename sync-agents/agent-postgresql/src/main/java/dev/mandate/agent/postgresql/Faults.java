package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.model.plan.Outcome;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's SQLSTATE codes mean to Mandate (PostgreSQL manual, appendix A). */
final class Faults {
    private static final Set<String> LOST_RACE = Set.of(
            "40001", // serialization_failure
            "40P01", // deadlock_detected
            "XX000", // internal_error: "tuple concurrently updated" of two GRANTs on one object
            "23505", // unique_violation: two CREATE ROLEs of one name
            "42710"); // duplicate_object: the same, later

    private Faults() {}

    /** Whether the same transaction may succeed if it is started again from a fresh read. */
    static boolean lostRace(SQLException e) {
        return LOST_RACE.contains(state(e));
    }

    /** Whether nothing can be said about the server any more, or it will not work for us now. */
    static boolean unreachable(SQLException e) {
        String state = state(e);
        return state.startsWith("08") // connection exception
                || state.startsWith("57") // operator intervention: shutdown, starting, statement timeout
                || state.startsWith("53") // insufficient resources
                || state.startsWith("58") // system error
                || state.equals("25006") // read-only: a standby, or a primary demoted
                || state.equals("55P03") // lock timeout
                || state.isEmpty();
    }

    /** Of one statement that the server did not take. */
    static Outcome.Rejected rejection(SQLException e) {
        String code = switch (state(e)) {
            case "42501", "01007", "01006", "0LP01", "0P000" -> Outcome.Rejected.NOT_PERMITTED;
            case "42704", "42P01", "3F000", "42883", "42703", "3D000", "42602" -> Outcome.Rejected.UNKNOWN_ON_TARGET;
            case "42939", "42622" -> Outcome.Rejected.NAME_NOT_ALLOWED;
            case "2BP01" -> "in-use";
            default -> "refused";
        };
        return new Outcome.Rejected(code, message(e));
    }

    /** For reads, and for opening. */
    static AgentException exception(SQLException e, PostgresqlConfig config, String database) {
        String at = database + " on " + config.host() + ":" + config.port();
        String state = state(e);
        Optional<GuardedSockets.Refused> refused = cause(e, GuardedSockets.Refused.class);
        if (refused.isPresent()) {
            return new AgentException(
                    ErrorCode.UNREACHABLE,
                    at + " is not connected to: " + refused.get().getMessage(),
                    e);
        }
        if (cause(e, SSLException.class).isPresent()
                || message(e).contains("SSL")
                || message(e).contains("could not be verified")) {
            return fault(ErrorCode.INSECURE, at + ": TLS could not be verified (connect.tls, connect.ca): ", e);
        }
        if (state.startsWith("28")) {
            return fault(ErrorCode.CREDENTIALS_REFUSED, at + " refused '" + config.user() + "': ", e);
        }
        if (state.equals("3D000")) {
            return fault(ErrorCode.BAD_CONNECT, at + ": correct connect.database, or create it: ", e);
        }
        if (state.equals("42501") && message(e).contains("database")) {
            return fault(
                    ErrorCode.NOT_PERMITTED,
                    at + ": run GRANT CONNECT ON DATABASE " + SqlNames.quote(database) + " TO "
                            + SqlNames.quote(config.user()) + ": ",
                    e);
        }
        if (state.equals("42501")) {
            return fault(ErrorCode.NOT_PERMITTED, at + ": let '" + config.user() + "' read the catalogue: ", e);
        }
        if (state.equals("53300")) {
            return fault(ErrorCode.THROTTLED, at + " has no connection left: ", e);
        }
        if (unreachable(e)) {
            return fault(ErrorCode.UNREACHABLE, at + ": ", e);
        }
        return fault(ErrorCode.TARGET_FAILED, at + ": ", e);
    }

    /** The server's own words, in one line; PostgreSQL never puts a password into them. */
    static String message(SQLException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.replaceAll("\\s+", " ") + " [" + state(e) + "]";
    }

    private static AgentException fault(ErrorCode code, String what, SQLException e) {
        return new AgentException(code, what + message(e), e);
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
