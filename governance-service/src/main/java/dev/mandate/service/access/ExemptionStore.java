package dev.mandate.service.access;

import static dev.mandate.tables.access.Tables.EXEMPTION;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.tables.access.tables.records.ExemptionRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** Exemptions; one whose date has passed stays as a record. */
@Repository
class ExemptionStore {
    private final DSLContext sql;

    ExemptionStore(DSLContext sql) {
        this.sql = sql;
    }

    List<Exemption> inForce(Collection<DeploymentId> deployments, Instant now) {
        return sql.selectFrom(EXEMPTION)
                .where(
                        EXEMPTION.DEPLOYMENT.eq(DSL.any(
                                deployments.stream().map(DeploymentId::value).toArray(String[]::new))),
                        EXEMPTION.ENDED.isNull(),
                        EXEMPTION.UNTIL.gt(now))
                .orderBy(EXEMPTION.ID)
                .fetch(ExemptionStore::exemption);
    }

    Optional<Exemption> inForce(UUID id, Instant now) {
        return sql.selectFrom(EXEMPTION)
                .where(EXEMPTION.ID.eq(id), EXEMPTION.ENDED.isNull(), EXEMPTION.UNTIL.gt(now))
                .fetchOptional(ExemptionStore::exemption);
    }

    void insert(Exemption exemption, String actor) {
        PrincipalText principal = PrincipalText.of(exemption.grant().principal());
        sql.insertInto(EXEMPTION)
                .set(EXEMPTION.ID, exemption.id())
                .set(EXEMPTION.DEPLOYMENT, exemption.deployment().value())
                .set(EXEMPTION.PRINCIPAL_KIND, principal.kind())
                .set(EXEMPTION.PRINCIPAL_NAME, principal.name())
                .set(
                        EXEMPTION.ENTITLEMENT,
                        EntitlementText.format(exemption.grant().entitlement()))
                .set(EXEMPTION.OWNER, exemption.owner())
                .set(EXEMPTION.REASON, exemption.reason())
                .set(EXEMPTION.SINCE, exemption.since())
                .set(EXEMPTION.UNTIL, exemption.until())
                .set(EXEMPTION.ACTOR, actor)
                .execute();
    }

    void end(UUID id, String by, String reason, Instant now) {
        sql.update(EXEMPTION)
                .set(EXEMPTION.ENDED, now)
                .set(EXEMPTION.ENDED_BY, by)
                .set(EXEMPTION.END_REASON, reason)
                .where(EXEMPTION.ID.eq(id), EXEMPTION.ENDED.isNull())
                .execute();
    }

    /** Makes room for a new one of the same difference. */
    void endThoseOf(DeploymentId deployment, Grant grant, String by, Instant now) {
        PrincipalText principal = PrincipalText.of(grant.principal());
        sql.update(EXEMPTION)
                .set(EXEMPTION.ENDED, now)
                .set(EXEMPTION.ENDED_BY, by)
                .set(EXEMPTION.END_REASON, "replaced")
                .where(
                        EXEMPTION.DEPLOYMENT.eq(deployment.value()),
                        EXEMPTION.PRINCIPAL_KIND.eq(principal.kind()),
                        EXEMPTION.PRINCIPAL_NAME.eq(principal.name()),
                        EXEMPTION.ENTITLEMENT.eq(EntitlementText.format(grant.entitlement())),
                        EXEMPTION.ENDED.isNull())
                .execute();
    }

    private static Exemption exemption(ExemptionRecord row) {
        return new Exemption(
                row.getId(),
                DeploymentId.of(row.getDeployment()),
                new Grant(
                        new PrincipalText(row.getPrincipalKind(), row.getPrincipalName()).principal(),
                        EntitlementText.parse(row.getEntitlement())),
                row.getOwner(),
                row.getReason(),
                row.getSince(),
                row.getUntil());
    }
}
