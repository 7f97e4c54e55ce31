package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.APPLIED_CHANGE;
import static dev.mandate.tables.reconcile.Tables.RECONCILIATION;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Reconciliations, what they changed and what waits. */
@Repository
class ReconcileStore {
    private static final int LATELY = 5;
    private static final Duration BASELINE = Duration.ofDays(17);

    private final DSLContext sql;

    ReconcileStore(DSLContext sql) {
        this.sql = sql;
    }

    void started(UUID id, DeploymentId deployment, long epoch, long policyVersion, Instant now) {
        sql.insertInto(RECONCILIATION)
                .set(RECONCILIATION.ID, id)
                .set(RECONCILIATION.DEPLOYMENT, deployment.value())
                .set(RECONCILIATION.EPOCH, epoch)
                .set(RECONCILIATION.SCOPE, "full")
                .set(RECONCILIATION.STARTED, now)
                .set(RECONCILIATION.POLICY_VERSION, policyVersion)
                .execute();
    }

    void ended(UUID id, Reconciliation ended, OptionalLong readGrants, Instant now) {
        sql.update(RECONCILIATION)
                .set(RECONCILIATION.ENDED, now)
                .set(RECONCILIATION.RESULT, ended.result().word())
                .set(RECONCILIATION.SCOPE, ended.narrow() ? "narrow" : "full")
                .set(RECONCILIATION.PLANNED, ended.planned())
                .set(RECONCILIATION.APPLIED, ended.applied())
                .set(RECONCILIATION.VERIFIED, ended.verified())
                .set(RECONCILIATION.HELD, ended.held())
                .set(RECONCILIATION.DRIFT_LEFT, ended.drift().size())
                .set(RECONCILIATION.READ_GRANTS, readGrants.isPresent() ? (int) readGrants.getAsLong() : null)
                .set(RECONCILIATION.ERROR_CODE, ended.errorCode().orElse(null))
                .set(RECONCILIATION.MESSAGE, ended.message())
                .where(RECONCILIATION.ID.eq(id))
                .execute();
    }

    /** Counts what was changed, for the limits that look back. */
    void count(Survey survey, Collection<PlannedChange> done, Instant now) {
        if (survey.knowledge().converged().isEmpty()) {
            return;
        }
        Vocabulary vocabulary = survey.desired().vocabulary();
        sql.execute(
                """
                insert into reconcile.applied_change
                    (deployment, at, widens, narrows, counted, risk, account, member_of)
                select ?, ?::timestamptz, widens, narrows, counted, risk, account, member_of
                from unnest(?::boolean[], ?::boolean[], ?::boolean[], ?::text[], ?::text[], ?::text[])
                    as change (widens, narrows, counted, risk, account, member_of)
                """,
                survey.deployment().id().value(),
                now,
                flags(done, planned -> planned.change().direction().mayWiden()),
                flags(done, planned -> planned.change().direction().mayNarrow()),
                flags(
                        done,
                        planned -> !(planned.cause().urgent() && planned.cause().positive())),
                texts(
                        done,
                        planned -> entitlement(planned.change())
                                .map(vocabulary::risk)
                                .orElse(Risk.STANDARD)
                                .word()),
                texts(
                        done,
                        planned -> planned.change().principal() instanceof Principal.Account(var name)
                                ? name.value()
                                : null),
                texts(
                        done,
                        planned -> entitlement(planned.change())
                                .flatMap(Entitlement::memberOf)
                                .map(AppRoleName::value)
                                .orElse(null)));
    }

    /** What happened in the last 24 h, and what is usual. */
    GuardContext.History history(DeploymentId deployment, OptionalLong read, Instant now) {
        long removals = 0;
        Set<AccountName> deprived = new HashSet<>();
        Map<AppRoleName, Long> membersRemoved = new HashMap<>();
        Map<Risk, Set<AccountName>> gained = new EnumMap<>(Risk.class);
        Map<AppRoleName, Long> membersAdded = new HashMap<>();
        var rows = sql.selectFrom(APPLIED_CHANGE)
                .where(
                        APPLIED_CHANGE.DEPLOYMENT.eq(deployment.value()),
                        APPLIED_CHANGE.AT.gt(now.minus(Duration.ofHours(24))))
                .fetch();
        for (var row : rows) {
            Optional<AccountName> account =
                    Optional.ofNullable(row.getAccount()).map(AccountName::of);
            Optional<AppRoleName> role = Optional.ofNullable(row.getMemberOf()).map(AppRoleName::of);
            if (row.getNarrows() && row.getCounted()) {
                removals++;
                account.ifPresent(deprived::add);
                role.ifPresent(name -> membersRemoved.merge(name, 1L, Long::sum));
            }
            if (row.getWidens()) {
                Risk risk = Risk.valueOf(row.getRisk().toUpperCase(Locale.ROOT));
                account.ifPresent(name ->
                        gained.computeIfAbsent(risk, key -> new HashSet<>()).add(name));
                role.ifPresent(name -> membersAdded.merge(name, 1L, Long::sum));
            }
        }
        List<Usual> usual = lately(deployment);
        return new GuardContext.History(
                read,
                whole(usual.stream().mapToInt(Usual::read).average()),
                usual.stream()
                        .mapToLong(Usual::planned)
                        .filter(planned -> planned > 0)
                        .max(),
                removals,
                deprived,
                membersRemoved,
                gained,
                membersAdded);
    }

    /** How long the slowest full runs of each day took, by deployment and day. */
    Map<DeploymentId, NavigableMap<LocalDate, Duration>> p99(Instant now) {
        Map<DeploymentId, NavigableMap<LocalDate, Duration>> found = new TreeMap<>();
        sql.resultQuery("""
                        select deployment, (started at time zone 'UTC')::date as day,
                            percentile_cont(0.99) within group (order by extract(epoch from ended - started)) as seconds
                        from reconcile.reconciliation
                        where started > ?::timestamptz and scope = 'full'
                            and result not in ('unreachable', 'failed')
                        group by deployment, day
                        """, now.minus(BASELINE))
                .forEach(row -> found.computeIfAbsent(DeploymentId.of(row.get(0, String.class)), key -> new TreeMap<>())
                        .put(row.get(1, LocalDate.class), Duration.ofMillis((long) (row.get(2, Double.class) * 1000))));
        return found;
    }

    /** Of the last runs that ended as they should: how many grants they read, and how many changes they planned. */
    private List<Usual> lately(DeploymentId deployment) {
        return sql.select(RECONCILIATION.READ_GRANTS, RECONCILIATION.PLANNED)
                .from(RECONCILIATION)
                .where(
                        RECONCILIATION.DEPLOYMENT.eq(deployment.value()),
                        RECONCILIATION.READ_GRANTS.isNotNull(),
                        RECONCILIATION.RESULT.in(Result.IN_SYNC.word(), Result.CONVERGED.word()))
                .orderBy(RECONCILIATION.STARTED.desc())
                .limit(LATELY)
                .fetch(row -> new Usual(row.value1(), row.value2()));
    }

    private static OptionalLong whole(OptionalDouble average) {
        return average.isPresent() ? OptionalLong.of((long) average.getAsDouble()) : OptionalLong.empty();
    }

    private record Usual(int read, int planned) {}

    private static Optional<Entitlement> entitlement(Change change) {
        return change.about().map(Grant::entitlement);
    }

    private static Boolean[] flags(Collection<PlannedChange> all, Function<PlannedChange, Boolean> flag) {
        return all.stream().map(flag).toArray(Boolean[]::new);
    }

    private static @Nullable String[] texts(
            Collection<PlannedChange> all, Function<PlannedChange, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
