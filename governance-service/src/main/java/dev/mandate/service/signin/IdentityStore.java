package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.IDENTITY;

import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Whom a provider's identities are linked to. */
@Repository
class IdentityStore {
    private final DSLContext sql;

    IdentityStore(DSLContext sql) {
        this.sql = sql;
    }

    /** @param tenure of the subject when it was linked */
    record Linked(SubjectId subject, int tenure) {}

    Optional<Linked> byKey(Sha256 key) {
        return sql.selectFrom(IDENTITY)
                .where(IDENTITY.KEY.eq(key.toBytes()))
                .fetchOptional(row -> new Linked(SubjectId.of(row.getSubject().toString()), row.getTenure()));
    }

    /** False where another identity of this issuer is linked to the subject. */
    boolean link(Sha256 key, String issuer, Linked to, Instant now) {
        return sql.insertInto(IDENTITY)
                        .set(IDENTITY.KEY, key.toBytes())
                        .set(IDENTITY.ISSUER, issuer)
                        .set(IDENTITY.SUBJECT, UUID.fromString(to.subject().value()))
                        .set(IDENTITY.TENURE, to.tenure())
                        .set(IDENTITY.LINKED, now)
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /** Takes away the links of an earlier tenure. */
    void forgetBefore(SubjectId subject, int tenure) {
        sql.deleteFrom(IDENTITY)
                .where(IDENTITY.SUBJECT.eq(UUID.fromString(subject.value())), IDENTITY.TENURE.lt(tenure))
                .execute();
    }

    /** How many links the subject had. */
    int unlink(SubjectId subject) {
        return sql.deleteFrom(IDENTITY)
                .where(IDENTITY.SUBJECT.eq(UUID.fromString(subject.value())))
                .execute();
    }
}
