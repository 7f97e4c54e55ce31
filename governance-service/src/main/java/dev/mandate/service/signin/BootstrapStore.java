package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.BOOTSTRAP;

import java.time.Instant;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** The hash of the bootstrap administrator's secret. */
@Repository
class BootstrapStore {
    private final DSLContext sql;

    BootstrapStore(DSLContext sql) {
        this.sql = sql;
    }

    boolean isOver() {
        return sql.fetchSingle(BOOTSTRAP).getEnded() != null;
    }

    /** Whether it is not over; until the transaction ends nobody ends it. */
    boolean hold() {
        return !sql.selectFrom(BOOTSTRAP)
                .where(BOOTSTRAP.ENDED.isNull())
                .forShare()
                .fetch()
                .isEmpty();
    }

    /** Whether this secret may still be used. */
    boolean isOffered(byte[] secretHash) {
        return sql.fetchExists(BOOTSTRAP, BOOTSTRAP.SECRET_HASH.eq(secretHash));
    }

    /** False where it is over. */
    boolean offer(byte[] secretHash) {
        return sql.update(BOOTSTRAP)
                        .set(BOOTSTRAP.SECRET_HASH, secretHash)
                        .where(BOOTSTRAP.ENDED.isNull())
                        .execute()
                > 0;
    }

    /** False where this secret is not, or no longer, the one. */
    boolean spend(byte[] secretHash) {
        return sql.update(BOOTSTRAP)
                        .setNull(BOOTSTRAP.SECRET_HASH)
                        .where(BOOTSTRAP.SECRET_HASH.eq(secretHash))
                        .execute()
                > 0;
    }

    /** False where it was over before. */
    boolean end(Instant now) {
        return sql.update(BOOTSTRAP)
                        .setNull(BOOTSTRAP.SECRET_HASH)
                        .set(BOOTSTRAP.ENDED, now)
                        .where(BOOTSTRAP.ENDED.isNull())
                        .execute()
                > 0;
    }
}
