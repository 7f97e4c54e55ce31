package dev.mandate.service.access;

import static dev.mandate.tables.access.Tables.APPROVAL;
import static dev.mandate.tables.access.Tables.APPROVED_CHANGE;
import static dev.mandate.tables.access.Tables.ASSIGNMENT;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.plan.Approval;
import dev.mandate.model.plan.ApprovedChange;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** Approvals and what they released. */
@Repository
class ApprovalStore {
    private static final int MOST_SHOWN = 10;

    private final DSLContext sql;

    ApprovalStore(DSLContext sql) {
        this.sql = sql;
    }

    List<Approval> inForce(DeploymentId deployment, Instant now) {
        Map<UUID, TreeSet<ApprovedChange>> changes = new HashMap<>();
        Map<UUID, Set<String>> spent = new HashMap<>();
        sql.select(APPROVED_CHANGE.APPROVAL, APPROVED_CHANGE.CHANGE, APPROVED_CHANGE.CODES, APPROVED_CHANGE.SPENT)
                .from(APPROVED_CHANGE)
                .join(APPROVAL)
                .on(APPROVAL.ID.eq(APPROVED_CHANGE.APPROVAL))
                .where(APPROVAL.DEPLOYMENT.eq(deployment.value()), APPROVAL.EXPIRES.gt(now))
                .forEach(row -> {
                    changes.computeIfAbsent(row.value1(), id -> new TreeSet<>())
                            .add(new ApprovedChange(row.value2(), codes(row.value3())));
                    if (row.value4() != null) {
                        spent.computeIfAbsent(row.value1(), id -> new HashSet<>())
                                .add(row.value2());
                    }
                });
        return sql.selectFrom(APPROVAL)
                .where(APPROVAL.DEPLOYMENT.eq(deployment.value()), APPROVAL.EXPIRES.gt(now))
                .orderBy(APPROVAL.ID)
                .fetch(row -> new Approval(
                        row.getHash(),
                        SubjectId.of(row.getApprover()),
                        changes.getOrDefault(row.getId(), new TreeSet<>()),
                        spent.getOrDefault(row.getId(), Set.of()),
                        row.getApproved(),
                        row.getExpires(),
                        Approval.Assurance.ofWord(row.getAssurance())));
    }

    /**
     * @param voices everybody whom the approver is, was, or answers for
     * @param gains whose access any of it widens
     */
    void insert(
            UUID id,
            DeploymentId deployment,
            Approval approval,
            String reason,
            Set<SubjectId> voices,
            Set<SubjectId> gains) {
        sql.insertInto(APPROVAL)
                .set(APPROVAL.ID, id)
                .set(APPROVAL.HASH, approval.hash())
                .set(APPROVAL.DEPLOYMENT, deployment.value())
                .set(APPROVAL.APPROVER, approval.approver().value())
                .set(APPROVAL.REASON, reason)
                .set(APPROVAL.ASSURANCE, approval.assurance().word())
                .set(APPROVAL.APPROVED, approval.at())
                .set(APPROVAL.EXPIRES, approval.expires())
                .set(APPROVAL.VOICES, words(voices))
                .set(APPROVAL.GAINS, words(gains))
                .execute();
        sql.batch(approval.approved().stream()
                        .map(change -> sql.insertInto(APPROVED_CHANGE)
                                .set(APPROVED_CHANGE.APPROVAL, id)
                                .set(APPROVED_CHANGE.CHANGE, change.key())
                                .set(APPROVED_CHANGE.CODES, words(change.codes())))
                        .toList())
                .execute();
    }

    /**
     * How any of {@code givers} ever said yes to what any of {@code takers} gained, the last ones first: the hash of a set, or {@code
     * assignment:} and its id.
     */
    List<String> given(Set<SubjectId> givers, Set<SubjectId> takers) {
        return sql.select(APPROVAL.HASH, APPROVAL.APPROVED)
                .from(APPROVAL)
                .where(
                        DSL.arrayOverlap(APPROVAL.VOICES, words(givers)),
                        DSL.arrayOverlap(APPROVAL.GAINS, words(takers)))
                .unionAll(sql.select(
                                DSL.concat(DSL.inline("assignment:"), ASSIGNMENT.ID.cast(String.class)),
                                ASSIGNMENT.CREATED)
                        .from(ASSIGNMENT)
                        .where(
                                DSL.arrayOverlap(ASSIGNMENT.VOICES, words(givers)),
                                ASSIGNMENT.SUBJECT.eq(DSL.any(words(takers)))))
                .orderBy(DSL.inline(2).desc(), DSL.inline(1))
                .limit(MOST_SHOWN)
                .fetch(row -> row.value1());
    }

    boolean anyUnspent(DeploymentId deployment) {
        return sql.fetchExists(sql.selectOne()
                .from(APPROVED_CHANGE)
                .join(APPROVAL)
                .on(APPROVAL.ID.eq(APPROVED_CHANGE.APPROVAL))
                .where(APPROVAL.DEPLOYMENT.eq(deployment.value()), APPROVED_CHANGE.SPENT.isNull()));
    }

    void spend(DeploymentId deployment, Collection<String> changes, Instant now) {
        sql.update(APPROVED_CHANGE)
                .set(APPROVED_CHANGE.SPENT, now)
                .from(APPROVAL)
                .where(
                        APPROVAL.ID.eq(APPROVED_CHANGE.APPROVAL),
                        APPROVAL.DEPLOYMENT.eq(deployment.value()),
                        APPROVED_CHANGE.SPENT.isNull(),
                        APPROVED_CHANGE.CHANGE.eq(DSL.any(changes.toArray(String[]::new))))
                .execute();
    }

    private static SortedSet<FindingCode> codes(String[] words) {
        var codes = new TreeSet<FindingCode>();
        for (String word : words) {
            codes.add(FindingCode.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return codes;
    }

    private static String[] words(Set<SubjectId> subjects) {
        return subjects.stream().map(SubjectId::value).sorted().toArray(String[]::new);
    }

    private static String[] words(Collection<FindingCode> codes) {
        return codes.stream().map(FindingCode::code).toArray(String[]::new);
    }
}
