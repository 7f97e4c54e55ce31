package dev.mandate.service.history;

import static dev.mandate.tables.history.Tables.STANDING;
import static dev.mandate.tables.history.Tables.V_DEPLOYMENT;
import static dev.mandate.tables.history.Tables.V_READING;
import static dev.mandate.tables.history.Tables.V_RUN;
import static org.jooq.impl.DSL.max;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** How the fleet stood, for what exports say of where their entries come from. */
@Repository
class StandingStore {
    private final DSLContext sql;

    StandingStore(DSLContext sql) {
        this.sql = sql;
    }

    Optional<Systems.Standing> kept(long checkpoint) {
        return sql.select(STANDING.PROTECTION, STANDING.LINES)
                .from(STANDING)
                .where(STANDING.CHECKPOINT.eq(checkpoint))
                .fetchOptional(row -> new Systems.Standing(row.value1(), row.value2()));
    }

    /** Keeps what is said of a checkpoint; the first one counts. */
    void keep(long checkpoint, Systems.Standing standing) {
        sql.insertInto(STANDING)
                .set(STANDING.CHECKPOINT, checkpoint)
                .set(STANDING.PROTECTION, standing.protection())
                .set(STANDING.LINES, standing.lines())
                .onConflictDoNothing()
                .execute();
    }

    /** The last complete reading of each deployment by then. */
    Map<String, Instant> lastReadings(Instant by) {
        return sql.select(V_READING.DEPLOYMENT, max(V_READING.AT))
                .from(V_READING)
                .where(V_READING.AT.le(by))
                .groupBy(V_READING.DEPLOYMENT)
                .fetchMap(row -> row.value1(), row -> row.value2());
    }

    /** How the last reconciliation that had ended by then ended, by deployment. */
    Map<String, String> lastResults(Instant by) {
        return sql.select(V_RUN.DEPLOYMENT, V_RUN.RESULT)
                .distinctOn(V_RUN.DEPLOYMENT)
                .from(V_RUN)
                .where(V_RUN.ENDED.le(by))
                .orderBy(V_RUN.DEPLOYMENT, V_RUN.ENDED.desc())
                .fetchMap(row -> row.value1(), row -> row.value2());
    }

    /** What cannot be seen in each deployment that was ever reached. */
    Map<String, List<String>> blindSpots() {
        return sql.select(V_DEPLOYMENT.ID, V_DEPLOYMENT.BLIND_SPOTS)
                .from(V_DEPLOYMENT)
                .fetchMap(row -> row.value1(), row -> List.of(row.value2()));
    }
}
