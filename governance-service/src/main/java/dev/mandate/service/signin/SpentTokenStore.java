package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.SPENT_TOKEN;

import dev.mandate.model.ledger.Sha256;
import java.time.Instant;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Tokens that are good once, on every node. */
@Repository
class SpentTokenStore {
    private final DSLContext sql;

    SpentTokenStore(DSLContext sql) {
        this.sql = sql;
    }

    /** False where it was spent before. */
    boolean spend(Sha256 key, Instant until) {
        return sql.insertInto(SPENT_TOKEN)
                        .set(SPENT_TOKEN.KEY, key.toBytes())
                        .set(SPENT_TOKEN.UNTIL, until)
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    void forgetUntil(Instant now) {
        sql.deleteFrom(SPENT_TOKEN).where(SPENT_TOKEN.UNTIL.lt(now)).execute();
    }
}
