package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.ATTEMPT;
import static org.jooq.impl.DSL.all;
import static org.jooq.impl.DSL.when;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.plan.Lane;
import dev.mandate.tables.reconcile.tables.records.AttemptRecord;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** What was attempted and is not settled yet; empty between two reconciliations unless one was cut short. */
@Repository
class AttemptStore {
    private final DSLContext sql;

    AttemptStore(DSLContext sql) {
        this.sql = sql;
    }

    Attempt begin(
            DeploymentId deployment, String plan, int batch, Lane lane, boolean answered, List<Attempt.Step> steps) {
        long id = sql.insertInto(ATTEMPT)
                .set(ATTEMPT.DEPLOYMENT, deployment.value())
                .set(ATTEMPT.PLAN, plan)
                .set(ATTEMPT.BATCH, batch)
                .set(ATTEMPT.LANE, (short) lane.number())
                .set(ATTEMPT.ANSWERED, answered)
                .set(ATTEMPT.CHANGES, AttemptJson.write(steps))
                .returning(ATTEMPT.ID)
                .fetchSingle()
                .getId();
        return new Attempt(id, plan, batch, answered, steps);
    }

    void answered(long id) {
        sql.update(ATTEMPT).set(ATTEMPT.ANSWERED, true).where(ATTEMPT.ID.eq(id)).execute();
    }

    void remove(long id) {
        sql.deleteFrom(ATTEMPT).where(ATTEMPT.ID.eq(id)).execute();
    }

    boolean any(DeploymentId deployment) {
        return sql.fetchExists(ATTEMPT, ATTEMPT.DEPLOYMENT.eq(deployment.value()));
    }

    /**
     * In the order in which they were made.
     *
     * @param known as they stand in the store, if they still do; what is known is not read again
     */
    List<Attempt> open(DeploymentId deployment, List<Attempt> known) {
        Map<Long, Attempt> byId = known.stream().collect(Collectors.toMap(Attempt::id, Function.identity()));
        Long[] ids = byId.keySet().toArray(Long[]::new);
        return sql.select(
                        ATTEMPT.ID,
                        ATTEMPT.PLAN,
                        ATTEMPT.BATCH,
                        ATTEMPT.LANE,
                        ATTEMPT.ANSWERED,
                        when(ATTEMPT.ID.ne(all(ids)), ATTEMPT.CHANGES).as(ATTEMPT.CHANGES))
                .from(ATTEMPT)
                .where(ATTEMPT.DEPLOYMENT.eq(deployment.value()))
                .orderBy(ATTEMPT.ID)
                .fetch(row -> {
                    Attempt attempt = byId.get(row.get(ATTEMPT.ID));
                    return attempt != null ? attempt : attempt(row.into(ATTEMPT));
                });
    }

    void settled(DeploymentId deployment) {
        sql.deleteFrom(ATTEMPT).where(ATTEMPT.DEPLOYMENT.eq(deployment.value())).execute();
    }

    private static Attempt attempt(AttemptRecord row) {
        return new Attempt(
                row.getId(),
                row.getPlan(),
                row.getBatch(),
                row.getAnswered(),
                AttemptJson.read(row.getChanges(), lane(row.getLane())));
    }

    private static Lane lane(int number) {
        for (Lane lane : Lane.values()) {
            if (lane.number() == number) {
                return lane;
            }
        }
        throw new IllegalStateException("there is no lane " + number);
    }
}
