package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.SESSION;
import static org.jooq.impl.DSL.noCondition;

import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.signin.KeptSession.Way;
import dev.mandate.tables.signin.tables.records.SessionRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Sessions that may still be used, with the hashes of their tokens. */
@Repository
class SessionStore {
    private final DSLContext sql;

    SessionStore(DSLContext sql) {
        this.sql = sql;
    }

    /** @param tokenHash null for a device, which has no cookie */
    void insert(KeptSession session, byte @Nullable [] tokenHash) {
        Optional<Proof.AtProvider> provider = session.proof().provider();
        sql.insertInto(SESSION)
                .set(SESSION.ID, session.id())
                .set(SESSION.TOKEN_HASH, tokenHash)
                .set(SESSION.WAY, session.way().word())
                .set(SESSION.SUBJECT, uuid(session.subject()))
                .set(SESSION.TENURE, session.subject() == null ? null : session.tenure())
                .set(SESSION.BEGAN, session.began())
                .set(SESSION.USED, session.used())
                .set(SESSION.ENDS, session.ends())
                .set(SESSION.PROVED, session.proof().at())
                .set(
                        SESSION.IDENTITY,
                        provider.map(Proof.AtProvider::identity)
                                .map(Sha256::toBytes)
                                .orElse(null))
                .set(
                        SESSION.PROVIDER_SESSION,
                        provider.map(Proof.AtProvider::session)
                                .map(Sha256::toBytes)
                                .orElse(null))
                .set(SESSION.ADMITTED, session.proof().admitted())
                .set(SESSION.DEVICE, session.device())
                .execute();
    }

    Optional<KeptSession> byToken(byte[] tokenHash) {
        return sql.selectFrom(SESSION).where(SESSION.TOKEN_HASH.eq(tokenHash)).fetchOptional(SessionStore::session);
    }

    Optional<KeptSession> byId(UUID id) {
        return sql.selectFrom(SESSION).where(SESSION.ID.eq(id)).fetchOptional(SessionStore::session);
    }

    void used(UUID id, Instant now) {
        sql.update(SESSION)
                .set(SESSION.USED, now)
                .where(SESSION.ID.eq(id), SESSION.USED.lt(now))
                .execute();
    }

    List<KeptSession> of(UUID subject) {
        return sql.selectFrom(SESSION)
                .where(SESSION.SUBJECT.eq(subject))
                .orderBy(SESSION.BEGAN, SESSION.ID)
                .fetch(SessionStore::session);
    }

    /** Those that the provider began for this identity, in the session it names where it names one. */
    List<KeptSession> atProvider(@Nullable Sha256 identity, @Nullable Sha256 session) {
        return sql.selectFrom(SESSION)
                .where(
                        identity == null ? noCondition() : SESSION.IDENTITY.eq(identity.toBytes()),
                        session == null ? noCondition() : SESSION.PROVIDER_SESSION.eq(session.toBytes()),
                        SESSION.IDENTITY.isNotNull())
                .fetch(SessionStore::session);
    }

    List<KeptSession> all() {
        return sql.selectFrom(SESSION).fetch(SessionStore::session);
    }

    /** The session of this token, which is over now. */
    Optional<KeptSession> end(byte[] tokenHash) {
        return sql.deleteFrom(SESSION)
                .where(SESSION.TOKEN_HASH.eq(tokenHash))
                .returning()
                .fetchOptional(SessionStore::session);
    }

    /** Those of them that there were, which are over now. */
    List<KeptSession> end(Collection<UUID> ids) {
        return sql.deleteFrom(SESSION).where(SESSION.ID.in(ids)).returning().fetch(SessionStore::session);
    }

    private static KeptSession session(SessionRecord row) {
        byte[] identity = row.getIdentity();
        byte[] there = row.getProviderSession();
        var proof = new Proof(
                Way.of(row.getWay()),
                row.getProved(),
                identity == null
                        ? Optional.empty()
                        : Optional.of(
                                new Proof.AtProvider(Sha256.of(identity), there == null ? null : Sha256.of(there))),
                row.getAdmitted());
        UUID subject = row.getSubject();
        Integer tenure = row.getTenure();
        return new KeptSession(
                row.getId(),
                proof,
                subject == null ? null : SubjectId.of(subject.toString()),
                tenure == null ? 0 : tenure,
                row.getBegan(),
                row.getUsed(),
                row.getEnds(),
                row.getDevice());
    }

    private static @Nullable UUID uuid(@Nullable SubjectId subject) {
        return subject == null ? null : UUID.fromString(subject.value());
    }
}
