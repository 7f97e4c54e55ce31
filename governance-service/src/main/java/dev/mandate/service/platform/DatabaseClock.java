package dev.mandate.service.platform;

import java.time.Instant;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Reads the database's clock, so that several nodes share one; once in each transaction, at the first question. */
final class DatabaseClock implements Clock {
    private static final Field<Instant> ASKED = DSL.field("clock_timestamp()", SQLDataType.INSTANT);

    private final DSLContext database;

    DatabaseClock(DSLContext database) {
        this.database = database;
    }

    @Override
    public Instant now() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return read();
        }
        var known = (Instant) TransactionSynchronizationManager.getResource(this);
        if (known != null) {
            return known;
        }
        var now = read();
        TransactionSynchronizationManager.bindResource(this, now);
        TransactionSynchronizationManager.registerSynchronization(new Binding(now));
        return now;
    }

    @Override
    public Field<Instant> asked() {
        return ASKED;
    }

    private Instant read() {
        return database.select(ASKED).fetchSingle().value1();
    }

    /** Takes the instant away while another transaction runs inside this one, and at the end. */
    private final class Binding implements TransactionSynchronization {
        private final Instant now;

        Binding(Instant now) {
            this.now = now;
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(DatabaseClock.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(DatabaseClock.this, now);
        }

        @Override
        public void beforeCompletion() {
            TransactionSynchronizationManager.unbindResource(DatabaseClock.this);
        }
    }
}
