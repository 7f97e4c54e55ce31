package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.WAITING;
import static dev.mandate.tables.reconcile.Tables.WAITING_SET;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.plan.ApprovedChange;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.WaitingSet;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.reconcile.Reconciliation.Waits;
import dev.mandate.tables.reconcile.tables.records.WaitingRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** The changes that wait for a yes. */
@Repository
class WaitingStore {
    private final DSLContext sql;

    WaitingStore(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * What waits in one deployment.
     *
     * @param gains what each of those gains whose access it would widen, in words
     */
    record Waiting(WaitingSet set, Map<SubjectId, SortedSet<String>> gains) {}

    void clear(DeploymentId deployment) {
        sql.deleteFrom(WAITING).where(WAITING.DEPLOYMENT.eq(deployment.value())).execute();
    }

    /** After a plan that was only about these principals. */
    void clear(DeploymentId deployment, Collection<Principal> of) {
        sql.execute(
                """
                delete from reconcile.waiting where deployment = ? and (principal_kind, principal_name) in
                    (select kind, name from unnest(?::text[], ?::text[]) as principal (kind, name))
                """,
                deployment.value(),
                of.stream().map(one -> PrincipalText.of(one).kind()).toArray(String[]::new),
                of.stream().map(one -> PrincipalText.of(one).name()).toArray(String[]::new));
    }

    /** The sets that wait in a deployment. */
    Set<String> hashes(DeploymentId deployment) {
        return sql.selectDistinct(WAITING.HASH)
                .from(WAITING)
                .where(WAITING.DEPLOYMENT.eq(deployment.value()))
                .fetchSet(WAITING.HASH);
    }

    /** Everything that waits in a deployment, by plan: what goes first, then what follows from a looser version. */
    List<Waits> sets(DeploymentId deployment) {
        var rows = sql.selectFrom(WAITING)
                .where(WAITING.DEPLOYMENT.eq(deployment.value()))
                .fetchGroups(WAITING.APART);
        return rows.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(part ->
                        new Waits(set(part.getValue()).hash(), part.getValue().size(), part.getKey()))
                .toList();
    }

    /** Gives all of a set its hash. */
    void name(DeploymentId deployment, Waits set) {
        sql.update(WAITING)
                .set(WAITING.HASH, set.hash())
                .where(
                        WAITING.DEPLOYMENT.eq(deployment.value()),
                        WAITING.APART.eq(set.apart()),
                        WAITING.HASH.ne(set.hash()))
                .execute();
    }

    /** Remembers since when a set waits, and the set, for whoever answers to it when it is another one. */
    void shown(DeploymentId deployment, Waits set, Instant now) {
        sql.insertInto(WAITING_SET)
                .set(WAITING_SET.HASH, set.hash())
                .set(WAITING_SET.DEPLOYMENT, deployment.value())
                .set(WAITING_SET.APART, set.apart())
                .set(WAITING_SET.SINCE, now)
                .onConflict(WAITING_SET.HASH)
                .doUpdate()
                .set(WAITING_SET.SINCE, now)
                .execute();
    }

    /** Since when a set waits that does. */
    Instant since(String hash) {
        return sql.selectFrom(WAITING_SET)
                .where(WAITING_SET.HASH.eq(hash))
                .fetchSingle()
                .getSince();
    }

    /** Where a set was once shown under this hash. */
    Optional<DeploymentId> shownIn(String hash) {
        return sql.select(WAITING_SET.DEPLOYMENT)
                .from(WAITING_SET)
                .where(WAITING_SET.HASH.eq(hash))
                .fetchOptional(WAITING_SET.DEPLOYMENT)
                .map(DeploymentId::of);
    }

    /** Forgets the sets that were shown before and do not wait any more. */
    void forget(DeploymentId deployment, Instant before) {
        sql.deleteFrom(WAITING_SET)
                .where(WAITING_SET.DEPLOYMENT.eq(deployment.value()), WAITING_SET.SINCE.lt(before))
                .and(WAITING_SET.HASH.notIn(
                        DSL.select(WAITING.HASH).from(WAITING).where(WAITING.DEPLOYMENT.eq(deployment.value()))))
                .execute();
    }

    void put(GuardedPlan guarded, boolean apart, Beneficiaries beneficiaries, Instant now) {
        WaitingSet set = guarded.waitingSet();
        String hash = set.hash();
        sql.batch(guarded.waiting().stream()
                        .map(one -> sql.insertInto(WAITING)
                                .set(WAITING.DEPLOYMENT, set.deployment().value())
                                .set(
                                        WAITING.CHANGE,
                                        ApprovedChange.key(one.planned().change()))
                                .set(WAITING.IDENTITY_PIN, set.identityPin())
                                .set(
                                        WAITING.CODES,
                                        one.codes().stream()
                                                .map(FindingCode::code)
                                                .toArray(String[]::new))
                                .set(WAITING.HASH, hash)
                                .set(WAITING.APART, apart)
                                .set(
                                        WAITING.SENTENCE,
                                        Sentences.of(one.planned().change()))
                                .set(WAITING.LANE, (short) one.planned().lane().number())
                                .set(WAITING.CAUSE, one.planned().cause().name().toLowerCase(Locale.ROOT))
                                .set(
                                        WAITING.BENEFICIARIES,
                                        beneficiaries.of(one.planned().change()))
                                .set(
                                        WAITING.PRINCIPAL_KIND,
                                        principal(one.planned().change()).kind())
                                .set(
                                        WAITING.PRINCIPAL_NAME,
                                        principal(one.planned().change()).name())
                                .set(WAITING.SINCE, now)
                                .onConflict(WAITING.DEPLOYMENT, WAITING.CHANGE)
                                .doUpdate()
                                .setAllToExcluded())
                        .toList())
                .execute();
    }

    private static PrincipalText principal(Change change) {
        return PrincipalText.of(change.principal());
    }

    /** What waits under a hash, or under its beginning where that names only one. */
    Optional<Waiting> byHash(String hash) {
        var rows = sql.selectFrom(WAITING).where(WAITING.HASH.eq(hash)).fetch();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<SubjectId, SortedSet<String>> gains = new HashMap<>();
        for (WaitingRecord row : rows) {
            for (String subject : row.getBeneficiaries()) {
                gains.computeIfAbsent(SubjectId.of(subject), id -> new TreeSet<>())
                        .add(row.getSentence());
            }
        }
        return Optional.of(new Waiting(set(rows), gains));
    }

    private static WaitingSet set(List<WaitingRecord> rows) {
        var changes = rows.stream()
                .map(row -> new ApprovedChange(row.getChange(), codes(row.getCodes())))
                .collect(Collectors.toCollection(TreeSet::new));
        WaitingRecord first = rows.getFirst();
        return new WaitingSet(DeploymentId.of(first.getDeployment()), first.getIdentityPin(), changes);
    }

    /** What waits in a deployment, in plain words. */
    List<String> sentences(DeploymentId deployment) {
        return sql.select(WAITING.SENTENCE)
                .from(WAITING)
                .where(WAITING.DEPLOYMENT.eq(deployment.value()))
                .orderBy(WAITING.LANE, WAITING.SENTENCE)
                .fetch(WAITING.SENTENCE);
    }

    private static SortedSet<FindingCode> codes(String[] words) {
        return Arrays.stream(words)
                .map(word -> FindingCode.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
