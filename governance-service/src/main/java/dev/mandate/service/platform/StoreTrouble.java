package dev.mandate.service.platform;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a failure of the store means for whoever runs it. Whatever it is, what was committed is there afterwards. */
public enum StoreTrouble {
    READ_ONLY("it takes no changes, as a standby does: connect to the primary, see database.host in mandate.yaml"),
    FULL("its disk is full: free space there and try again"),
    TIMED_OUT(
            "a statement took longer than its server allows: look there for locks and load, or raise statement_timeout"),
    BUSY("no connection was free in time: look there for what holds them, or raise max_connections"),
    CONFLICTING("others changed the same rows at the same time, again and again: try again"),
    AWAY("it does not answer, or ended the connection: see that it runs, and its log"),
    REFUSING("it refuses the application's login: check user, password and rights under database in mandate.yaml");

    private static final Set<String> WAITED = Set.of("57014", "55P03");
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    private final String meaning;

    StoreTrouble(String meaning) {
        this.meaning = meaning;
    }

    /** Stable, e.g. {@code store-read-only}. */
    public String code() {
        return "store-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Place and fix; no word of the server's, which may hold values. */
    public String message() {
        return "the store (Mandate's own PostgreSQL): " + meaning + "; nothing that was committed is lost";
    }

    /** Empty where the store is not to blame. */
    public static Optional<StoreTrouble> of(Throwable failed) {
        boolean pooled = false;
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                StoreTrouble trouble = of(sql.getSQLState());
                if (trouble != null) {
                    return Optional.of(trouble);
                }
                // The pool's own, where no server said anything.
                pooled |= sql instanceof SQLTransientConnectionException;
            }
        }
        return pooled ? Optional.of(BUSY) : Optional.empty();
    }

    private static @Nullable StoreTrouble of(@Nullable String state) {
        if (state == null) {
            return null;
        }
        if (WAITED.contains(state)) {
            return TIMED_OUT;
        }
        if (CONFLICTS.contains(state)) {
            return CONFLICTING;
        }
        return switch (state.substring(0, 2)) {
            case "08", "57", "58" -> AWAY;
            case "25" -> state.equals("25006") ? READ_ONLY : null;
            case "28" -> REFUSING;
            case "53" -> state.equals("53100") ? FULL : BUSY;
            default -> null;
        };
    }
}
