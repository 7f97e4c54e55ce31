package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.SIGNING_KEY;

import dev.mandate.tables.signin.tables.records.SigningKeyRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Keys that sign access tokens, sealed. */
@Repository
class SigningKeyStore {
    /** Whoever makes, seals or ends keys takes this advisory lock; the bytes are "sealing". */
    private static final long LOCK = 0x7365616c696e67L;

    private final DSLContext sql;

    SigningKeyStore(DSLContext sql) {
        this.sql = sql;
    }

    /** @param id its thumbprint */
    record Kept(String id, String sealed, Instant made) {}

    /** Until the end of the transaction nobody else changes keys, here or on another node. To be taken before any row is. */
    void lock() {
        sql.fetch("select pg_advisory_xact_lock(?)", LOCK);
    }

    Optional<Kept> inForce() {
        return sql.selectFrom(SIGNING_KEY).where(SIGNING_KEY.RETIRED.isNull()).fetchOptional(SigningKeyStore::kept);
    }

    Optional<Kept> byId(String id) {
        return sql.selectFrom(SIGNING_KEY).where(SIGNING_KEY.ID.eq(id)).fetchOptional(SigningKeyStore::kept);
    }

    List<Kept> all() {
        return sql.selectFrom(SIGNING_KEY)
                .orderBy(SIGNING_KEY.MADE.desc(), SIGNING_KEY.ID)
                .fetch(SigningKeyStore::kept);
    }

    /** False where another node made one at the same moment. */
    boolean insert(Kept key) {
        return sql.insertInto(SIGNING_KEY)
                        .set(SIGNING_KEY.ID, key.id())
                        .set(SIGNING_KEY.SEALED, key.sealed())
                        .set(SIGNING_KEY.MADE, key.made())
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /** How many were in force: one, or none. */
    int retire(Instant now) {
        return sql.update(SIGNING_KEY)
                .set(SIGNING_KEY.RETIRED, now)
                .where(SIGNING_KEY.RETIRED.isNull())
                .execute();
    }

    void seal(String id, String sealed) {
        sql.update(SIGNING_KEY)
                .set(SIGNING_KEY.SEALED, sealed)
                .where(SIGNING_KEY.ID.eq(id))
                .execute();
    }

    void forgetRetiredUntil(Instant until) {
        sql.deleteFrom(SIGNING_KEY).where(SIGNING_KEY.RETIRED.le(until)).execute();
    }

    void forgetAll() {
        sql.deleteFrom(SIGNING_KEY).execute();
    }

    private static Kept kept(SigningKeyRecord row) {
        return new Kept(row.getId(), row.getSealed(), row.getMade());
    }
}
