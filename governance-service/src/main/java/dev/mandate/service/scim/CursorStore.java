package dev.mandate.service.scim;

import static dev.mandate.tables.scim.Tables.CURSOR_KEY;

import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** The key of all cursors. */
@Repository
class CursorStore {
    private final DSLContext sql;

    CursorStore(DSLContext sql) {
        this.sql = sql;
    }

    void offer(byte[] key) {
        sql.insertInto(CURSOR_KEY)
                .set(CURSOR_KEY.KEY, key)
                .onConflictDoNothing()
                .execute();
    }

    byte[] key() {
        return sql.selectFrom(CURSOR_KEY).fetchSingle().getKey();
    }
}
