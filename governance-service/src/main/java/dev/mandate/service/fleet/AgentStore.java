package dev.mandate.service.fleet;

import static dev.mandate.tables.fleet.Tables.AGENT;
import static dev.mandate.tables.fleet.Tables.DEPLOYMENT;
import static dev.mandate.tables.fleet.Tables.JOURNAL;
import static dev.mandate.tables.fleet.Tables.ORDERED;

import dev.mandate.agent.link.JournalLine;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.tables.fleet.tables.records.AgentRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** Remote agents and their journals. */
@Repository
class AgentStore {
    private final DSLContext sql;

    AgentStore(DSLContext sql) {
        this.sql = sql;
    }

    /** A new one, or one that is there and is invited anew; what it was before counts until it joins again. */
    void invite(String name, byte[] hash, Instant until, Instant now) {
        sql.insertInto(AGENT)
                .set(AGENT.NAME, name)
                .set(AGENT.CREATED, now)
                .set(AGENT.INVITATION, hash)
                .set(AGENT.INVITED_UNTIL, until)
                .onConflict(AGENT.NAME)
                .doUpdate()
                .set(AGENT.INVITATION, hash)
                .set(AGENT.INVITED_UNTIL, until)
                .execute();
    }

    /**
     * Uses an invitation up. A new key begins a new journal; a revoked agent is one again.
     *
     * @return whose it was; empty where there is no such invitation
     */
    Optional<String> join(byte[] hash, String publicKey, String keyId, String version, Instant now) {
        return Optional.ofNullable(sql.update(AGENT)
                .set(AGENT.PUBLIC_KEY, publicKey)
                .set(AGENT.KEY_ID, keyId)
                .set(AGENT.ENROLLED, now)
                .set(AGENT.VERSION, version)
                .setNull(AGENT.INVITATION)
                .setNull(AGENT.INVITED_UNTIL)
                .setNull(AGENT.REVOKED)
                .setNull(AGENT.SUSPECT_SINCE)
                .setNull(AGENT.LAST_CONTACT)
                .setNull(AGENT.INSTANCE)
                .setNull(AGENT.AHEAD_MS)
                .set(AGENT.JOURNAL_LINES, 0L)
                .set(AGENT.JOURNAL_HASH, "")
                .where(AGENT.INVITATION.eq(hash), AGENT.INVITED_UNTIL.gt(now))
                .returning(AGENT.NAME)
                .fetchOne(AGENT.NAME));
    }

    Optional<AgentKey> key(String name) {
        return sql.selectFrom(AGENT)
                .where(AGENT.NAME.eq(name), AGENT.PUBLIC_KEY.isNotNull(), AGENT.REVOKED.isNull())
                .fetchOptional(row -> new AgentKey(row.getName(), row.getPublicKey(), row.getKeyId()));
    }

    Optional<EnrolledAgent> agent(String name) {
        return sql.selectFrom(AGENT).where(AGENT.NAME.eq(name)).fetchOptional(AgentStore::agent);
    }

    List<EnrolledAgent> all() {
        return sql.selectFrom(AGENT).orderBy(AGENT.NAME).fetch(AgentStore::agent);
    }

    private static EnrolledAgent agent(AgentRecord row) {
        return new EnrolledAgent(
                row.getName(),
                row.getCreated(),
                Optional.ofNullable(row.getEnrolled()),
                Optional.ofNullable(row.getRevoked()),
                Optional.ofNullable(row.getSuspectSince()),
                Optional.ofNullable(row.getLastContact()),
                Optional.ofNullable(row.getVersion()),
                Optional.ofNullable(row.getAheadMs()).map(Duration::ofMillis),
                row.getJournalLines());
    }

    void heard(String name, UUID instance, String version, Duration ahead, Instant now) {
        sql.update(AGENT)
                .set(AGENT.LAST_CONTACT, now)
                .set(AGENT.INSTANCE, instance)
                .set(AGENT.VERSION, version)
                .set(AGENT.AHEAD_MS, ahead.toMillis())
                .where(AGENT.NAME.eq(name))
                .execute();
    }

    /** False where there is none. */
    boolean revoke(String name, Optional<Instant> suspectSince, Instant now) {
        return sql.update(AGENT)
                        .set(AGENT.REVOKED, now)
                        .set(
                                AGENT.SUSPECT_SINCE,
                                DSL.coalesce(
                                        DSL.val(suspectSince.orElse(null), AGENT.SUSPECT_SINCE), AGENT.SUSPECT_SINCE))
                        .setNull(AGENT.INVITATION)
                        .setNull(AGENT.INVITED_UNTIL)
                        .where(AGENT.NAME.eq(name))
                        .execute()
                > 0;
    }

    /** Where an agent's journal ends here; nobody else adds to it until the transaction ends. */
    JournalLine.Head journal(String name) {
        return sql.select(AGENT.JOURNAL_LINES, AGENT.JOURNAL_HASH)
                .from(AGENT)
                .where(AGENT.NAME.eq(name))
                .forUpdate()
                .fetchSingle(row -> new JournalLine.Head(row.value1(), row.value2()));
    }

    void append(String name, List<JournalLine> lines, Instant now) {
        JournalLine.Head head = lines.getLast().head();
        String key =
                sql.select(AGENT.KEY_ID).from(AGENT).where(AGENT.NAME.eq(name)).fetchSingle(AGENT.KEY_ID);
        sql.insertInto(JOURNAL, JOURNAL.AGENT, JOURNAL.KEY_ID, JOURNAL.NUMBER, JOURNAL.LINE, JOURNAL.RECEIVED)
                .valuesOfRows(lines.stream()
                        .map(line -> DSL.row(name, key, line.number(), line.text(), now))
                        .toList())
                .execute();
        sql.update(AGENT)
                .set(AGENT.JOURNAL_LINES, head.number())
                .set(AGENT.JOURNAL_HASH, head.hash())
                .where(AGENT.NAME.eq(name))
                .execute();
    }

    /** Which of these were ordered of the agent. */
    Set<UUID> ordered(String name, List<UUID> works) {
        return sql.select(ORDERED.WORK)
                .from(ORDERED)
                .where(ORDERED.AGENT.eq(name), ORDERED.WORK.eq(DSL.any(works.toArray(UUID[]::new))))
                .fetchSet(ORDERED.WORK);
    }

    /** Nothing of these deployments is changed until somebody confirms them. */
    void diverged(Set<DeploymentId> deployments, String why, Instant now) {
        sql.update(DEPLOYMENT)
                .set(DEPLOYMENT.DIVERGED, now)
                .set(DEPLOYMENT.DIVERGED_WHY, why)
                .where(DEPLOYMENT.ID.eq(
                        DSL.any(deployments.stream().map(DeploymentId::value).toArray(String[]::new))))
                .execute();
    }
}
