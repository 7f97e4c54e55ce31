package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.COURSE;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Which version of the policy each deployment is being brought to, and how far it is. */
@Repository
class CourseStore {
    private final DSLContext sql;

    CourseStore(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * Where a deployment is.
     *
     * @param verified 0 where no version was verified there
     */
    record Course(long target, long verified, Result result) {}

    Map<DeploymentId, Course> all() {
        return sql.selectFrom(COURSE)
                .fetchMap(
                        row -> DeploymentId.of(row.getDeployment()),
                        row -> course(row.getTarget(), row.getVerified(), row.getResult()));
    }

    Optional<Course> of(DeploymentId deployment) {
        return sql.selectFrom(COURSE)
                .where(COURSE.DEPLOYMENT.eq(deployment.value()))
                .fetchOptional(row -> course(row.getTarget(), row.getVerified(), row.getResult()));
    }

    private static Course course(long target, @Nullable Long verified, String result) {
        return new Course(target, verified == null ? 0 : verified, Result.valueOf(result.toUpperCase(Locale.ROOT)));
    }

    /** Records how a run under a version ended. */
    void ran(DeploymentId deployment, long version, Result result, Instant now) {
        sql.insertInto(COURSE)
                .set(COURSE.DEPLOYMENT, deployment.value())
                .set(COURSE.TARGET, version)
                .set(COURSE.SINCE, now)
                .set(COURSE.RESULT, result.word())
                .onConflict(COURSE.DEPLOYMENT)
                .doUpdate()
                .set(
                        COURSE.SINCE,
                        org.jooq
                                .impl
                                .DSL
                                .when(COURSE.TARGET.eq(version), COURSE.SINCE)
                                .otherwise(now))
                .set(COURSE.TARGET, version)
                .set(COURSE.RESULT, result.word())
                .execute();
    }

    void verified(DeploymentId deployment, long version) {
        sql.update(COURSE)
                .set(COURSE.VERIFIED, version)
                .where(COURSE.DEPLOYMENT.eq(deployment.value()))
                .execute();
    }
}
