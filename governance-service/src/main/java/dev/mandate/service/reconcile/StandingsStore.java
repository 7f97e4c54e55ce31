package dev.mandate.service.reconcile;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Where all deployments stand, in one statement. */
@Repository
class StandingsStore {
    private final DSLContext sql;

    StandingsStore(DSLContext sql) {
        this.sql = sql;
    }

    List<DeploymentStanding> all() {
        return sql.resultQuery("""
                        select course.deployment, course.result,
                            (select max(reading.at) from reconcile.reading where reading.deployment = course.deployment),
                            coalesce(drift.number, 0), coalesce(waiting.number, 0)
                        from reconcile.course
                        left join (select deployment, count(*) as number from reconcile.drift
                            where closed is null group by deployment) drift using (deployment)
                        left join (select deployment, count(*) as number from reconcile.waiting
                            group by deployment) waiting using (deployment)
                        order by course.deployment
                        """)
                .fetch(row -> new DeploymentStanding(
                        DeploymentId.of(row.get(0, String.class)),
                        Result.valueOf(row.get(1, String.class).toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(row.get(2, Instant.class)),
                        row.get(3, Long.class),
                        row.get(4, Long.class)));
    }
}
