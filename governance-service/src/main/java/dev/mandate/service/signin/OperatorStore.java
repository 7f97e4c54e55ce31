package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.OPERATOR;

import dev.mandate.tables.signin.tables.records.OperatorRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Operators, with the hashes of their tokens. */
@Repository
class OperatorStore {
    private final DSLContext sql;

    OperatorStore(DSLContext sql) {
        this.sql = sql;
    }

    /** False where the name, or the operating-system user, belongs to somebody already. */
    boolean insert(Operator operator, byte[] tokenHash) {
        return sql.insertInto(OPERATOR)
                        .set(OPERATOR.NAME, operator.name())
                        .set(OPERATOR.TOKEN_HASH, tokenHash)
                        .set(OPERATOR.OS_USER, operator.osUser())
                        .set(OPERATOR.CREATED, operator.created())
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /** False where there is no such operator, or it was ended before. */
    boolean end(String name, Instant now) {
        return sql.update(OPERATOR)
                        .set(OPERATOR.ENDED, now)
                        .where(OPERATOR.NAME.eq(name), OPERATOR.ENDED.isNull())
                        .execute()
                > 0;
    }

    Optional<Operator> byToken(byte[] tokenHash) {
        return sql.selectFrom(OPERATOR)
                .where(OPERATOR.TOKEN_HASH.eq(tokenHash), OPERATOR.ENDED.isNull())
                .fetchOptional(OperatorStore::operator);
    }

    Optional<Operator> byName(String name) {
        return sql.selectFrom(OPERATOR)
                .where(OPERATOR.NAME.eq(name), OPERATOR.ENDED.isNull())
                .fetchOptional(OperatorStore::operator);
    }

    /** Whether the token is taken; until the transaction ends nobody changes that. */
    boolean hold(String name) {
        return !sql.select(OPERATOR.NAME)
                .from(OPERATOR)
                .where(OPERATOR.NAME.eq(name), OPERATOR.ENDED.isNull())
                .forShare()
                .fetch()
                .isEmpty();
    }

    Optional<Operator> byOsUser(String osUser) {
        return sql.selectFrom(OPERATOR)
                .where(OPERATOR.OS_USER.eq(osUser), OPERATOR.ENDED.isNull())
                .fetchOptional(OperatorStore::operator);
    }

    List<Operator> all() {
        return sql.selectFrom(OPERATOR).orderBy(OPERATOR.NAME).fetch(OperatorStore::operator);
    }

    private static Operator operator(OperatorRecord row) {
        return new Operator(row.getName(), row.getOsUser(), row.getCreated(), row.getEnded());
    }
}
