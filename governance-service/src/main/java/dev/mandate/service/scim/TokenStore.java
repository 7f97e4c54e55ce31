package dev.mandate.service.scim;

import static dev.mandate.tables.scim.Tables.TOKEN;
import static org.jooq.impl.DSL.val;

import dev.mandate.model.subject.SourceId;
import dev.mandate.tables.scim.tables.records.TokenRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.springframework.stereotype.Repository;

/** Tokens of sources, by the hash that is all that is kept of them. */
@Repository
class TokenStore {
    private final DSLContext sql;

    TokenStore(DSLContext sql) {
        this.sql = sql;
    }

    void insert(SourceId source, SourceToken token, byte[] hash) {
        sql.insertInto(TOKEN)
                .set(TOKEN.ID, token.id())
                .set(TOKEN.SOURCE, source.value())
                .set(TOKEN.HASH, hash)
                .set(TOKEN.CREATED, token.created())
                .set(TOKEN.EXPIRES, token.expires())
                .execute();
    }

    /** A token, and when it was looked at. */
    record Seen(SourceToken token, Instant at) {}

    /** Asked before every request, so it is not put together anew each time. */
    Optional<Seen> find(SourceId source, byte[] hash, Field<Instant> now) {
        return sql.resultQuery(
                        "select id, created, expires, ended, used, {0} from scim.token where hash = {1} and source = {2}",
                        now, val(hash), val(source.value()))
                .coerce(TOKEN.ID, TOKEN.CREATED, TOKEN.EXPIRES, TOKEN.ENDED, TOKEN.USED, now)
                .fetchOptional(row -> new Seen(
                        new SourceToken(row.value1(), row.value2(), row.value3(), row.value4(), row.value5()),
                        row.value6()));
    }

    List<SourceToken> all(SourceId source) {
        return sql.selectFrom(TOKEN)
                .where(TOKEN.SOURCE.eq(source.value()))
                .orderBy(TOKEN.CREATED, TOKEN.ID)
                .fetch(TokenStore::token);
    }

    /** False where the source has no such token, or it was ended before. */
    boolean end(SourceId source, UUID token, Instant now) {
        return sql.update(TOKEN)
                        .set(TOKEN.ENDED, now)
                        .where(TOKEN.ID.eq(token), TOKEN.SOURCE.eq(source.value()), TOKEN.ENDED.isNull())
                        .execute()
                > 0;
    }

    /** Lets every other token of the source expire then, if it would later. */
    List<UUID> expireOthers(SourceId source, UUID except, Instant then) {
        return sql.update(TOKEN)
                .set(TOKEN.EXPIRES, then)
                .where(
                        TOKEN.SOURCE.eq(source.value()),
                        TOKEN.ID.ne(except),
                        TOKEN.ENDED.isNull(),
                        TOKEN.EXPIRES.gt(then))
                .returningResult(TOKEN.ID)
                .fetch(TOKEN.ID);
    }

    void used(UUID token, Instant now) {
        sql.update(TOKEN).set(TOKEN.USED, now).where(TOKEN.ID.eq(token)).execute();
    }

    private static SourceToken token(TokenRecord row) {
        return new SourceToken(row.getId(), row.getCreated(), row.getExpires(), row.getEnded(), row.getUsed());
    }
}
