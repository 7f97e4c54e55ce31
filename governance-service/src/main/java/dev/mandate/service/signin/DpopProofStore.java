package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.DPOP_PROOF;

import dev.mandate.model.ledger.Sha256;
import java.time.Instant;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Proofs that were used, on every node. */
@Repository
class DpopProofStore {
    private final DSLContext sql;

    DpopProofStore(DSLContext sql) {
        this.sql = sql;
    }

    /** False where it was used before. */
    boolean spend(Sha256 key, Instant until) {
        return sql.insertInto(DPOP_PROOF)
                        .set(DPOP_PROOF.KEY, key.toBytes())
                        .set(DPOP_PROOF.UNTIL, until)
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    void forgetUntil(Instant now) {
        sql.deleteFrom(DPOP_PROOF).where(DPOP_PROOF.UNTIL.lt(now)).execute();
    }
}
