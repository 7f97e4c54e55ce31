package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.REFRESH_TOKEN;

import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Hashes of refresh tokens, those that were used as well. */
@Repository
class RefreshTokenStore {
    private final DSLContext sql;

    RefreshTokenStore(DSLContext sql) {
        this.sql = sql;
    }

    /** @param spent whether it was used before */
    record Kept(UUID session, boolean spent) {}

    void insert(byte[] hash, UUID session) {
        sql.insertInto(REFRESH_TOKEN)
                .set(REFRESH_TOKEN.HASH, hash)
                .set(REFRESH_TOKEN.SESSION, session)
                .execute();
    }

    /** Whoever comes at the same moment waits, and then finds it spent. */
    Optional<Kept> locked(byte[] hash) {
        return sql.selectFrom(REFRESH_TOKEN)
                .where(REFRESH_TOKEN.HASH.eq(hash))
                .forUpdate()
                .fetchOptional(row -> new Kept(row.getSession(), row.getSpent()));
    }

    void spend(byte[] hash) {
        sql.update(REFRESH_TOKEN)
                .set(REFRESH_TOKEN.SPENT, true)
                .where(REFRESH_TOKEN.HASH.eq(hash))
                .execute();
    }
}
