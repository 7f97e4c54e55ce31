package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.ATTEMPT;
import static org.jooq.impl.DSL.when;

import java.time.Instant;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** How often a sign-in was tried lately. */
@Repository
class TryStore {
    private final DSLContext sql;

    TryStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Counts one more; what began before {@code begin} is forgotten. */
    int count(String about, byte[] key, Instant begin, Instant now) {
        return sql.insertInto(ATTEMPT)
                .set(ATTEMPT.ABOUT, about)
                .set(ATTEMPT.KEY, key)
                .set(ATTEMPT.SINCE, now)
                .set(ATTEMPT.TRIES, 1)
                .onConflict(ATTEMPT.ABOUT, ATTEMPT.KEY)
                .doUpdate()
                .set(ATTEMPT.TRIES, when(ATTEMPT.SINCE.le(begin), 1).otherwise(ATTEMPT.TRIES.plus(1)))
                .set(ATTEMPT.SINCE, when(ATTEMPT.SINCE.le(begin), now).otherwise(ATTEMPT.SINCE))
                .returning()
                .fetchSingle()
                .getTries();
    }

    /** Forgets them all. */
    void clear(String about, byte[] key) {
        sql.deleteFrom(ATTEMPT)
                .where(ATTEMPT.ABOUT.eq(about), ATTEMPT.KEY.eq(key))
                .execute();
    }

    /** Takes one back; the last one stays until it is old. */
    void uncount(String about, byte[] key) {
        sql.update(ATTEMPT)
                .set(ATTEMPT.TRIES, ATTEMPT.TRIES.minus(1))
                .where(ATTEMPT.ABOUT.eq(about), ATTEMPT.KEY.eq(key), ATTEMPT.TRIES.gt(1))
                .execute();
    }

    void forgetUntil(Instant begin) {
        sql.deleteFrom(ATTEMPT).where(ATTEMPT.SINCE.le(begin)).execute();
    }
}
