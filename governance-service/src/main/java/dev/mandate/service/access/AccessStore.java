package dev.mandate.service.access;

import static dev.mandate.tables.access.Tables.ASSIGNMENT;
import static dev.mandate.tables.access.Tables.HOLD;
import static dev.mandate.tables.access.Tables.REVISION;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.AssignmentId;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.HoldId;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Validity;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.tables.access.tables.records.AssignmentRecord;
import dev.mandate.tables.access.tables.records.HoldRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.springframework.stereotype.Repository;

/** Assignments and Holds of the schema {@code access}, and the revision that counts their changes. */
@Repository
class AccessStore {
    private final DSLContext sql;

    AccessStore(DSLContext sql) {
        this.sql = sql;
    }

    long revision() {
        return sql.fetchSingle(REVISION).getValue();
    }

    void countRevision() {
        sql.update(REVISION).set(REVISION.VALUE, REVISION.VALUE.plus(1)).execute();
    }

    List<Hold> holds(Instant asOf) {
        return sql.selectFrom(HOLD)
                .where(HOLD.LIFTED.isNull(), HOLD.UNTIL.isNull().or(HOLD.UNTIL.gt(asOf)))
                .orderBy(HOLD.ID)
                .fetch(AccessStore::hold);
    }

    Optional<Hold> hold(HoldId id) {
        return sql.selectFrom(HOLD)
                .where(HOLD.ID.eq(UUID.fromString(id.value())), HOLD.LIFTED.isNull())
                .fetchOptional(AccessStore::hold);
    }

    void insert(Hold hold, Instant placed) {
        HoldRecord row = sql.newRecord(HOLD);
        row.setId(UUID.fromString(hold.id().value()));
        switch (hold.who()) {
            case Hold.Party.OfSubject(var subject) -> row.setSubject(subject.value());
            case Hold.Party.OfPrincipal(var deployment, var principal) -> {
                PrincipalText text = PrincipalText.of(principal);
                row.setDeployment(deployment.value());
                row.setPrincipalKind(text.kind());
                row.setPrincipalName(text.name());
            }
        }
        switch (hold.what()) {
            case Hold.Access.Everything() -> {}
            case Hold.Access.OfRole(var role) -> row.setRole(role.value());
            case Hold.Access.OfEntitlement(var entitlement) -> row.setEntitlement(EntitlementText.format(entitlement));
        }
        row.setSelector(JSONB.valueOf(SelectorJson.write(hold.where())));
        row.setActor(hold.actor());
        row.setReason(hold.reason());
        row.setPlaced(placed);
        row.setUntil(hold.until());
        row.store();
    }

    void lift(HoldId id, String by, String reason, Instant now) {
        sql.update(HOLD)
                .set(HOLD.LIFTED, now)
                .set(HOLD.LIFTED_BY, by)
                .set(HOLD.LIFT_REASON, reason)
                .where(HOLD.ID.eq(UUID.fromString(id.value())), HOLD.LIFTED.isNull())
                .execute();
    }

    List<Assignment> assignments() {
        return sql.selectFrom(ASSIGNMENT)
                .where(ASSIGNMENT.ENDED.isNull())
                .orderBy(ASSIGNMENT.ID)
                .fetch(AccessStore::assignment);
    }

    /** @param voices everybody whom the actor is, was, or answers for */
    void insert(Assignment assignment, String origin, String actor, Set<SubjectId> voices, Instant created) {
        AssignmentRecord row = sql.newRecord(ASSIGNMENT);
        row.setId(UUID.fromString(assignment.id().value()));
        row.setSubject(assignment.subject().value());
        row.setTenure(assignment.tenure());
        row.setRole(assignment.role().value());
        row.setSelector(JSONB.valueOf(SelectorJson.write(assignment.where())));
        row.setValidFrom(assignment.validity().from());
        row.setValidUntil(assignment.validity().until());
        row.setReason(assignment.reason());
        row.setOrigin(origin);
        row.setActor(actor);
        row.setVoices(voices.stream().map(SubjectId::value).sorted().toArray(String[]::new));
        row.setCreated(created);
        row.store();
    }

    /** Ends the assignments of subjects that left. */
    int end(List<SubjectId> subjects, Instant now) {
        return sql.update(ASSIGNMENT)
                .set(ASSIGNMENT.ENDED, now)
                .where(
                        ASSIGNMENT.ENDED.isNull(),
                        ASSIGNMENT.SUBJECT.eq(org.jooq.impl.DSL.any(
                                subjects.stream().map(SubjectId::value).toArray(String[]::new))))
                .execute();
    }

    private static Hold hold(HoldRecord row) {
        return new Hold(
                HoldId.of(row.getId().toString()),
                party(row),
                access(row),
                SelectorJson.read(row.getSelector().data()),
                row.getActor(),
                row.getReason(),
                row.getUntil());
    }

    private static Hold.Party party(HoldRecord row) {
        if (row.getSubject() != null) {
            return new Hold.Party.OfSubject(SubjectId.of(row.getSubject()));
        }
        return new Hold.Party.OfPrincipal(
                DeploymentId.of(row.getDeployment()),
                new PrincipalText(row.getPrincipalKind(), row.getPrincipalName()).principal());
    }

    private static Hold.Access access(HoldRecord row) {
        if (row.getRole() != null) {
            return new Hold.Access.OfRole(RoleId.of(row.getRole()));
        }
        return row.getEntitlement() == null
                ? new Hold.Access.Everything()
                : new Hold.Access.OfEntitlement(EntitlementText.parse(row.getEntitlement()));
    }

    private static Assignment assignment(AssignmentRecord row) {
        return new Assignment(
                AssignmentId.of(row.getId().toString()),
                SubjectId.of(row.getSubject()),
                row.getTenure(),
                RoleId.of(row.getRole()),
                SelectorJson.read(row.getSelector().data()),
                new Validity(row.getValidFrom(), row.getValidUntil()),
                row.getReason());
    }
}
