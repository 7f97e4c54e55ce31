package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.RECOVERY;
import static dev.mandate.tables.signin.Tables.RECOVERY_CODE;

import dev.mandate.model.ledger.Sha256;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Recovery codes, and the token of whoever recovers now. */
@Repository
class RecoveryStore {
    private final DSLContext sql;

    RecoveryStore(DSLContext sql) {
        this.sql = sql;
    }

    /** How many codes open it; empty before there were any. The row is held until the transaction ends. */
    Optional<Integer> need() {
        return Optional.ofNullable(
                sql.selectFrom(RECOVERY).forUpdate().fetchSingle().getNeed());
    }

    void need(int need) {
        sql.update(RECOVERY).set(RECOVERY.NEED, need).execute();
    }

    void forgetCodes() {
        sql.deleteFrom(RECOVERY_CODE).execute();
    }

    void addCodes(Collection<Sha256> keys) {
        var insert = sql.insertInto(RECOVERY_CODE, RECOVERY_CODE.KEY);
        for (Sha256 key : keys) {
            insert = insert.values(key.toBytes());
        }
        insert.execute();
    }

    /** How many of them were codes; they are none any more. */
    int spend(Collection<Sha256> keys) {
        List<byte[]> bytes = keys.stream().map(Sha256::toBytes).toList();
        return sql.deleteFrom(RECOVERY_CODE).where(RECOVERY_CODE.KEY.in(bytes)).execute();
    }

    int left() {
        return sql.fetchCount(RECOVERY_CODE);
    }

    void open(byte[] tokenHash, Instant until) {
        sql.update(RECOVERY)
                .set(RECOVERY.TOKEN_HASH, tokenHash)
                .set(RECOVERY.UNTIL, until)
                .execute();
    }

    /** Whether somebody with this token recovers now. */
    boolean isOpen(byte[] tokenHash, Instant now) {
        return sql.fetchExists(RECOVERY, RECOVERY.TOKEN_HASH.eq(tokenHash), RECOVERY.UNTIL.gt(now));
    }

    boolean isOpen(Instant now) {
        return sql.fetchExists(RECOVERY, RECOVERY.UNTIL.gt(now));
    }

    /** As {@link #isOpen}; until the transaction ends nobody closes it. */
    boolean hold(Instant now) {
        return !sql.selectFrom(RECOVERY)
                .where(RECOVERY.UNTIL.gt(now))
                .forShare()
                .fetch()
                .isEmpty();
    }

    /** False where it was not open. */
    boolean close() {
        return sql.update(RECOVERY)
                        .setNull(RECOVERY.TOKEN_HASH)
                        .setNull(RECOVERY.UNTIL)
                        .where(RECOVERY.UNTIL.isNotNull())
                        .execute()
                > 0;
    }

    /** False where it is not, or not yet, over. */
    boolean closeUntil(Instant now) {
        return sql.update(RECOVERY)
                        .setNull(RECOVERY.TOKEN_HASH)
                        .setNull(RECOVERY.UNTIL)
                        .where(RECOVERY.UNTIL.le(now))
                        .execute()
                > 0;
    }
}
