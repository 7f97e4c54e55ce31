package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.UNLINKED_IDENTITY;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;

import dev.mandate.model.ledger.Sha256;
import dev.mandate.service.platform.PageRequest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Identities of providers for whom no subject was found: the latest ones, so that nobody fills the store by signing in. */
@Repository
class UnlinkedStore {
    static final int MOST = 1000;

    private final DSLContext sql;

    UnlinkedStore(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * Somebody whom a provider let in, and nobody here is.
     *
     * @param finding why nobody was found the last time
     */
    record Unlinked(Sha256 key, String issuer, String finding, Instant firstSeen, Instant lastSeen, long attempts) {}

    void tried(Sha256 key, String issuer, String finding, Instant now) {
        sql.insertInto(UNLINKED_IDENTITY)
                .set(UNLINKED_IDENTITY.KEY, key.toBytes())
                .set(UNLINKED_IDENTITY.ISSUER, issuer)
                .set(UNLINKED_IDENTITY.FINDING, finding)
                .set(UNLINKED_IDENTITY.FIRST_SEEN, now)
                .set(UNLINKED_IDENTITY.LAST_SEEN, now)
                .set(UNLINKED_IDENTITY.ATTEMPTS, 1L)
                .onConflict(UNLINKED_IDENTITY.KEY)
                .doUpdate()
                .set(UNLINKED_IDENTITY.FINDING, finding)
                .set(UNLINKED_IDENTITY.LAST_SEEN, now)
                .set(UNLINKED_IDENTITY.ATTEMPTS, UNLINKED_IDENTITY.ATTEMPTS.plus(1))
                .execute();
    }

    /** Forgets all but the latest. */
    void trim() {
        sql.deleteFrom(UNLINKED_IDENTITY)
                .where(UNLINKED_IDENTITY.KEY.in(select(UNLINKED_IDENTITY.KEY)
                        .from(UNLINKED_IDENTITY)
                        .orderBy(UNLINKED_IDENTITY.LAST_SEEN.desc(), UNLINKED_IDENTITY.KEY)
                        .offset(MOST)))
                .execute();
    }

    void linked(Sha256 key) {
        sql.deleteFrom(UNLINKED_IDENTITY)
                .where(UNLINKED_IDENTITY.KEY.eq(key.toBytes()))
                .execute();
    }

    void forgetBefore(Instant time) {
        sql.deleteFrom(UNLINKED_IDENTITY)
                .where(UNLINKED_IDENTITY.LAST_SEEN.lt(time))
                .execute();
    }

    /** The latest first; one more than asked for, if there are that many. */
    List<Unlinked> page(PageRequest page) {
        return sql.selectFrom(UNLINKED_IDENTITY)
                .where(after(page))
                .orderBy(UNLINKED_IDENTITY.LAST_SEEN.desc(), UNLINKED_IDENTITY.KEY)
                .limit(page.size() + 1)
                .fetch(row -> new Unlinked(
                        Sha256.of(row.getKey()),
                        row.getIssuer(),
                        row.getFinding(),
                        row.getFirstSeen(),
                        row.getLastSeen(),
                        row.getAttempts()));
    }

    private static Condition after(PageRequest page) {
        if (page.after().isEmpty()) {
            return noCondition();
        }
        Instant seen = Instant.parse(page.after().getFirst());
        byte[] key = HexFormat.of().parseHex(page.after().getLast());
        return UNLINKED_IDENTITY
                .LAST_SEEN
                .lt(seen)
                .or(UNLINKED_IDENTITY.LAST_SEEN.eq(seen).and(UNLINKED_IDENTITY.KEY.gt(key)));
    }
}
