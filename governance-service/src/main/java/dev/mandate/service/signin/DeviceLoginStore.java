package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.DEVICE_LOGIN;

import dev.mandate.tables.signin.tables.records.DeviceLoginRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Command lines that wait to be confirmed, with hashes of both their codes. */
@Repository
class DeviceLoginStore {
    private final DSLContext sql;

    DeviceLoginStore(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * One that waits, or was decided about and does not know yet.
     *
     * @param pause seconds between two questions
     * @param confirmedIn the session of whoever confirmed it
     */
    record Waiting(
            Instant ends,
            Instant polled,
            int pause,
            boolean denied,
            @Nullable UUID confirmedIn) {}

    void insert(byte[] codeHash, byte[] userCodeHash, Instant now, Instant ends, int pause) {
        sql.insertInto(DEVICE_LOGIN)
                .set(DEVICE_LOGIN.CODE_HASH, codeHash)
                .set(DEVICE_LOGIN.USER_CODE_HASH, userCodeHash)
                .set(DEVICE_LOGIN.ENDS, ends)
                .set(DEVICE_LOGIN.POLLED, now)
                .set(DEVICE_LOGIN.PAUSE, pause)
                .execute();
    }

    /** Two questions at the same moment are asked one after the other. */
    Optional<Waiting> locked(byte[] codeHash) {
        return sql.selectFrom(DEVICE_LOGIN)
                .where(DEVICE_LOGIN.CODE_HASH.eq(codeHash))
                .forUpdate()
                .fetchOptional(DeviceLoginStore::waiting);
    }

    void polled(byte[] codeHash, Instant now, int pause) {
        sql.update(DEVICE_LOGIN)
                .set(DEVICE_LOGIN.POLLED, now)
                .set(DEVICE_LOGIN.PAUSE, pause)
                .where(DEVICE_LOGIN.CODE_HASH.eq(codeHash))
                .execute();
    }

    /** Whether somebody may still decide about it. */
    boolean waits(byte[] userCodeHash, Instant now) {
        return sql.fetchExists(
                DEVICE_LOGIN,
                DEVICE_LOGIN.USER_CODE_HASH.eq(userCodeHash),
                DEVICE_LOGIN.ENDS.gt(now),
                DEVICE_LOGIN.CONFIRMED_IN.isNull(),
                DEVICE_LOGIN.DENIED.isFalse());
    }

    /**
     * False where nothing waits under that code.
     *
     * @param in the session that confirms it; null to deny it
     */
    boolean decide(byte[] userCodeHash, Instant now, @Nullable UUID in) {
        return sql.update(DEVICE_LOGIN)
                        .set(DEVICE_LOGIN.CONFIRMED_IN, in)
                        .set(DEVICE_LOGIN.DENIED, in == null)
                        .where(
                                DEVICE_LOGIN.USER_CODE_HASH.eq(userCodeHash),
                                DEVICE_LOGIN.ENDS.gt(now),
                                DEVICE_LOGIN.CONFIRMED_IN.isNull(),
                                DEVICE_LOGIN.DENIED.isFalse())
                        .execute()
                > 0;
    }

    void delete(byte[] codeHash) {
        sql.deleteFrom(DEVICE_LOGIN).where(DEVICE_LOGIN.CODE_HASH.eq(codeHash)).execute();
    }

    /** Kept a while after their end, so that whoever asks is told that it is over. */
    void forgetUntil(Instant until) {
        sql.deleteFrom(DEVICE_LOGIN).where(DEVICE_LOGIN.ENDS.le(until)).execute();
    }

    private static Waiting waiting(DeviceLoginRecord row) {
        return new Waiting(row.getEnds(), row.getPolled(), row.getPause(), row.getDenied(), row.getConfirmedIn());
    }
}
