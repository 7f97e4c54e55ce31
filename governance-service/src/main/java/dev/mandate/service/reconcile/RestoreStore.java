package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.RESTORE;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.tables.reconcile.tables.records.RestoreRecord;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Restores; at most one is in force per deployment. */
@Repository
class RestoreStore {
    private final DSLContext sql;

    RestoreStore(DSLContext sql) {
        this.sql = sql;
    }

    Optional<Restore> inForce(DeploymentId deployment) {
        return sql.selectFrom(RESTORE)
                .where(RESTORE.DEPLOYMENT.eq(deployment.value()), RESTORE.ENDED.isNull())
                .fetchOptional(RestoreStore::restore);
    }

    List<Restore> inForce() {
        return sql.selectFrom(RESTORE)
                .where(RESTORE.ENDED.isNull())
                .orderBy(RESTORE.DEPLOYMENT)
                .fetch(RestoreStore::restore);
    }

    void insert(Restore restore) {
        sql.insertInto(RESTORE)
                .set(RESTORE.ID, restore.id())
                .set(RESTORE.DEPLOYMENT, restore.deployment().value())
                .set(RESTORE.AS_OF, restore.asOf())
                .set(RESTORE.ACTOR_KIND, restore.by().kind().name().toLowerCase(Locale.ROOT))
                .set(RESTORE.ACTOR, restore.by().name())
                .set(RESTORE.OS_USER, restore.by().osUser())
                .set(RESTORE.REASON, restore.reason())
                .set(RESTORE.SINCE, restore.since())
                .execute();
    }

    void end(DeploymentId deployment, String by, String reason, Instant now) {
        sql.update(RESTORE)
                .set(RESTORE.ENDED, now)
                .set(RESTORE.ENDED_BY, by)
                .set(RESTORE.END_REASON, reason)
                .where(RESTORE.DEPLOYMENT.eq(deployment.value()), RESTORE.ENDED.isNull())
                .execute();
    }

    private static Restore restore(RestoreRecord row) {
        var kind = Caller.Kind.valueOf(row.getActorKind().toUpperCase(Locale.ROOT));
        return new Restore(
                row.getId(),
                DeploymentId.of(row.getDeployment()),
                row.getAsOf(),
                Caller.past(
                        kind,
                        row.getActor(),
                        kind == Caller.Kind.SUBJECT ? SubjectId.of(row.getActor()) : null,
                        row.getOsUser()),
                row.getReason(),
                row.getSince());
    }
}
