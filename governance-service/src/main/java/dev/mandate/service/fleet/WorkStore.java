package dev.mandate.service.fleet;

import static dev.mandate.tables.fleet.Tables.AGENT;
import static dev.mandate.tables.fleet.Tables.DEPLOYMENT;
import static dev.mandate.tables.fleet.Tables.ORDERED;
import static dev.mandate.tables.fleet.Tables.TURN;
import static dev.mandate.tables.fleet.Tables.WORK;
import static dev.mandate.tables.fleet.Tables.WORK_PAGE;

import dev.mandate.agent.link.Work;
import dev.mandate.model.access.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** What remote agents are to do, and what they answered. */
@Repository
class WorkStore {
    /** Needs no right of its own. A store that was dumped and loaded begins at 1 again, so it is never taken back. */
    private static final Field<Long> TIMELINE = DSL.field(
            "('x' || lpad(substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), 16, '0'))::bit(64)::bigint", Long.class);

    private final DSLContext sql;

    WorkStore(DSLContext sql) {
        this.sql = sql;
    }

    /** The turn after all that a deployment ever had. */
    Work.Turn turn(DeploymentId deployment) {
        return sql.insertInto(TURN, TURN.DEPLOYMENT, TURN.TIMELINE, TURN.SEQUENCE)
                .select(DSL.select(DSL.val(deployment.value()), TIMELINE, DSL.val(1L)))
                .onConflict(TURN.DEPLOYMENT)
                .doUpdate()
                .set(TURN.TIMELINE, DSL.greatest(TURN.TIMELINE, DSL.excluded(TURN.TIMELINE)))
                .set(
                        TURN.SEQUENCE,
                        DSL.when(DSL.excluded(TURN.TIMELINE).gt(TURN.TIMELINE), 1L)
                                .otherwise(TURN.SEQUENCE.plus(1)))
                .returning(TURN.TIMELINE, TURN.SEQUENCE)
                .fetchSingle(row -> new Work.Turn(row.get(TURN.TIMELINE), row.get(TURN.SEQUENCE)));
    }

    void queue(Work work, String note, Instant now) {
        sql.insertInto(WORK)
                .set(WORK.ID, work.id())
                .set(WORK.AGENT, work.agent())
                .set(WORK.DEPLOYMENT, work.deployment().value())
                .set(WORK.NOTE, note)
                .set(WORK.CHANGES, work.call().changes())
                .set(WORK.TIMELINE, work.turn().timeline())
                .set(WORK.SEQUENCE, work.turn().sequence())
                .set(WORK.QUEUED, now)
                .set(WORK.LASTS_MS, work.start().plus(work.limit()).toMillis())
                .execute();
        if (work.call().changes()) {
            sql.insertInto(ORDERED)
                    .set(ORDERED.WORK, work.id())
                    .set(ORDERED.AGENT, work.agent())
                    .set(ORDERED.DEPLOYMENT, work.deployment().value())
                    .set(ORDERED.AT, now)
                    .execute();
        }
    }

    /**
     * Hands out what waits, each to one asker: the process that the agent was last heard from, so that one that waits
     * since before the agent was revoked, or joined anew, gets nothing. What comes after a change of the same deployment
     * that still waits, waits with it. While something that changes a deployment is out, and may still be going
     * on, nothing else of that deployment is handed out.
     */
    List<String> take(String agent, UUID instance, int most, Instant now) {
        var before = WORK.as("before");
        var out = WORK.as("out");
        Field<Instant> lasts =
                DSL.field("{0} + {1} * interval '1 millisecond'", Instant.class, out.TAKEN, out.LASTS_MS);
        var next = sql.select(WORK.ID)
                .from(WORK)
                .where(
                        WORK.AGENT.eq(agent),
                        WORK.TAKEN.isNull(),
                        DSL.exists(DSL.selectOne()
                                .from(AGENT)
                                .where(AGENT.NAME.eq(agent), AGENT.INSTANCE.eq(instance), AGENT.REVOKED.isNull())),
                        DSL.notExists(DSL.selectOne()
                                .from(before)
                                .where(
                                        before.DEPLOYMENT.eq(WORK.DEPLOYMENT),
                                        before.CHANGES.isTrue(),
                                        before.TAKEN.isNull(),
                                        DSL.row(before.TIMELINE, before.SEQUENCE)
                                                .lt(WORK.TIMELINE, WORK.SEQUENCE))),
                        DSL.notExists(DSL.selectOne()
                                .from(out)
                                .where(
                                        out.DEPLOYMENT.eq(WORK.DEPLOYMENT),
                                        out.CHANGES.isTrue(),
                                        out.TAKEN.isNotNull(),
                                        out.ANSWERED.isNull(),
                                        lasts.gt(DSL.val(now)))))
                .orderBy(WORK.TIMELINE, WORK.SEQUENCE)
                .limit(most)
                .forUpdate()
                .skipLocked();
        return sql.update(WORK)
                .set(WORK.TAKEN, now)
                .set(WORK.INSTANCE, instance)
                .where(WORK.ID.in(next))
                .returning(WORK.NOTE, WORK.TIMELINE, WORK.SEQUENCE)
                .fetch()
                .sortAsc(WORK.SEQUENCE)
                .map(row -> row.get(WORK.NOTE));
    }

    /** Whether this is work of the agent's that is still open, and of which pages may come: it changes nothing. */
    boolean hasPages(UUID work, String agent) {
        return sql.fetchExists(
                WORK,
                WORK.ID.eq(work),
                WORK.AGENT.eq(agent),
                WORK.TAKEN.isNotNull(),
                WORK.ANSWERED.isNull(),
                WORK.CHANGES.isFalse());
    }

    void page(UUID work, int number, byte[] page) {
        sql.insertInto(WORK_PAGE)
                .set(WORK_PAGE.WORK, work)
                .set(WORK_PAGE.NUMBER, number)
                .set(WORK_PAGE.PAGE, page)
                .onConflictDoNothing()
                .execute();
    }

    /** False where there is no such work that waits for an answer. */
    boolean answer(UUID work, String agent, String answer, Instant now) {
        return sql.update(WORK)
                        .set(WORK.ANSWER, answer)
                        .set(WORK.ANSWERED, now)
                        .where(WORK.ID.eq(work), WORK.AGENT.eq(agent), WORK.TAKEN.isNotNull(), WORK.ANSWERED.isNull())
                        .execute()
                > 0;
    }

    /**
     * How work stands.
     *
     * @param taken when an agent took it
     * @param lasts how long after that it may go on
     */
    record Standing(Optional<Instant> taken, Duration lasts, Optional<String> answer) {}

    /** Empty where it was made void. */
    Optional<Standing> standing(UUID work) {
        return sql.select(WORK.TAKEN, WORK.LASTS_MS, WORK.ANSWER)
                .from(WORK)
                .where(WORK.ID.eq(work))
                .fetchOptional(row -> new Standing(
                        Optional.ofNullable(row.value1()),
                        Duration.ofMillis(row.value2()),
                        Optional.ofNullable(row.value3())));
    }

    Optional<byte[]> page(UUID work, int number) {
        return sql.select(WORK_PAGE.PAGE)
                .from(WORK_PAGE)
                .where(WORK_PAGE.WORK.eq(work), WORK_PAGE.NUMBER.eq(number))
                .fetchOptional(WORK_PAGE.PAGE);
    }

    /** Work that nobody waits for any more; what is out with an agent and changes something stays until it must be over. */
    boolean withdraw(UUID work) {
        return sql.deleteFrom(WORK)
                        .where(
                                WORK.ID.eq(work),
                                WORK.TAKEN
                                        .isNull()
                                        .or(WORK.ANSWERED.isNotNull())
                                        .or(WORK.CHANGES.isFalse()))
                        .execute()
                > 0;
    }

    /** Whatever of a deployment is long over. */
    void tidy(DeploymentId deployment, Instant before) {
        sql.deleteFrom(WORK)
                .where(WORK.DEPLOYMENT.eq(deployment.value()), WORK.QUEUED.lt(before))
                .execute();
    }

    /** Work of an agent that is none any more; a change that is out may still be going on there. */
    void voidOf(String agent) {
        sql.deleteFrom(WORK)
                .where(WORK.AGENT.eq(agent), WORK.TAKEN.isNull().or(WORK.CHANGES.isFalse()))
                .execute();
    }

    /** Changes of deployments that nobody took yet. */
    void voidOf(Collection<DeploymentId> deployments) {
        sql.deleteFrom(WORK)
                .where(
                        WORK.DEPLOYMENT.eq(DSL.any(
                                deployments.stream().map(DeploymentId::value).toArray(String[]::new))),
                        WORK.TAKEN.isNull(),
                        WORK.CHANGES.isTrue())
                .execute();
    }

    /** The deployments that were reached through an agent last, or that it was ever given changes for. */
    Set<DeploymentId> served(String agent) {
        return sql.select(DEPLOYMENT.ID)
                .from(DEPLOYMENT)
                .where(DEPLOYMENT.AGENT.eq(agent))
                .union(DSL.select(ORDERED.DEPLOYMENT).from(ORDERED).where(ORDERED.AGENT.eq(agent)))
                .fetchSet(row -> DeploymentId.of(row.value1()));
    }
}
