package dev.mandate.service.platform;

import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in a transaction, and again where that is safe: after a serialisation failure, a deadlock, or a connection
 * lost before the commit began. The work must therefore have no effect outside of the database.
 */
public final class Transactions {
    private static final int ATTEMPTS = 5;
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    private final TransactionTemplate joining;
    private final TransactionTemplate separate;
    private final TransactionTemplate none;

    Transactions(PlatformTransactionManager manager) {
        joining = new TransactionTemplate(manager);
        separate = new TransactionTemplate(manager);
        separate.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        none = new TransactionTemplate(manager);
        none.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
    }

    /** The commit was sent and no answer came: the work may or may not have happened, so look before doing it again. */
    public static final class OutcomeUnknown extends RuntimeException {
        OutcomeUnknown(Throwable cause) {
            super("the connection was lost during a commit, which may or may not have happened", cause);
        }
    }

    /**
     * Joins the transaction of the caller, or runs in one of its own.
     *
     * @throws OutcomeUnknown where the commit was lost
     */
    public <T extends @Nullable Object> T inOne(Supplier<T> work) {
        return TransactionSynchronizationManager.isActualTransactionActive() ? work.get() : repeat(joining, work);
    }

    /**
     * Runs in a transaction of its own in any case: what it writes stays also where the caller's fails, e.g. a denial.
     *
     * @throws OutcomeUnknown where the commit was lost
     */
    public <T extends @Nullable Object> T apart(Supplier<T> work) {
        return repeat(separate, work);
    }

    /**
     * Reads, each statement for itself, which spares the store a beginning and an end; or in the transaction of the
     * caller.
     */
    public <T extends @Nullable Object> T reading(Supplier<T> work) {
        return repeat(none, work);
    }

    private static <T extends @Nullable Object> T repeat(TransactionTemplate template, Supplier<T> work) {
        for (var attempt = 1; ; attempt++) {
            var once = new Attempt<>(work);
            try {
                return once.run(template);
            } catch (RuntimeException thrown) {
                // Where the roll-back fails too, what is thrown tells of that alone.
                var failed = once.failure == null ? thrown : once.failure;
                if (once.committing && isConnectionLost(failed)) {
                    throw new OutcomeUnknown(failed);
                }
                if (attempt == ATTEMPTS || !(isConflict(failed) || isConnectionLost(failed))) {
                    throw failed;
                }
            }
        }
    }

    private static final class Attempt<T extends @Nullable Object> {
        private final Supplier<T> work;
        private @Nullable RuntimeException failure;
        private boolean committing;

        Attempt(Supplier<T> work) {
            this.work = work;
        }

        @SuppressWarnings("NullAway") // the template gives back what the work gave
        T run(TransactionTemplate template) {
            return template.execute(status -> {
                try {
                    return work.get();
                } catch (RuntimeException thrown) {
                    failure = thrown;
                    throw thrown;
                } finally {
                    committing = failure == null;
                }
            });
        }
    }

    private static boolean isConflict(Throwable failed) {
        var state = sqlState(failed);
        return state != null && CONFLICTS.contains(state);
    }

    /** Class 08, and what a server says to its clients when it shuts down or has crashed. */
    private static boolean isConnectionLost(Throwable failed) {
        var state = sqlState(failed);
        return state != null && (state.startsWith("08") || state.startsWith("57P0"));
    }

    private static @Nullable String sqlState(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            // A pool wraps the driver's exception in one without a state.
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
