package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.DRIFT;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.LikelyCause;
import dev.mandate.tables.reconcile.tables.records.DriftRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Differences that stay after a reconciliation, since when, how often they were seen, and what was decided. */
@Repository
class DriftStore {
    /** A decision to take something away is as good as an approval: for a day. */
    private static final Duration DECISION = Duration.ofHours(24);

    private static final String REVERT = "revert";
    private static final String ADOPT = "adopt";

    private final DSLContext sql;

    DriftStore(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * Opens what is new and counts what is still there. What likely made it stays as it was first judged, until Mandate
     * tried to end it in vain.
     *
     * @return which of them are new
     */
    List<Drift> see(DeploymentId deployment, Map<Drift, LikelyCause> likely, Instant now) {
        List<Drift> drift = likely.keySet().stream().sorted().toList();
        List<Row> rows = drift.stream().map(Row::of).toList();
        var isNew = sql.resultQuery(
                        """
                        insert into reconcile.drift as known (id, deployment, sort, principal_kind, principal_name,
                            entitlement, detail, cause, given, likely, first_seen, last_seen, seen)
                        select gen_random_uuid(), ?, sort, kind, name, entitlement, detail, cause, given, likely,
                            ?::timestamptz, ?::timestamptz, 1
                        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[],
                            ?::text[]) as seen (sort, kind, name, entitlement, detail, cause, given, likely)
                        on conflict (deployment, sort, principal_kind, principal_name, entitlement)
                            where closed is null
                        do update set last_seen = excluded.last_seen, seen = known.seen + 1,
                            detail = excluded.detail, cause = excluded.cause, given = excluded.given,
                            likely = case when excluded.likely = 'failed-push' then excluded.likely
                                else known.likely end
                        returning sort, principal_kind, principal_name, entitlement, seen
                        """,
                        deployment.value(),
                        now,
                        now,
                        texts(rows, Row::sort),
                        texts(rows, row -> row.principal().kind()),
                        texts(rows, row -> row.principal().name()),
                        texts(rows, Row::entitlement),
                        texts(rows, Row::detail),
                        texts(rows, Row::cause),
                        rows.stream().map(Row::given).toArray(Boolean[]::new),
                        texts(
                                drift,
                                one -> likely.getOrDefault(one, LikelyCause.UNKNOWN)
                                        .word()))
                .fetchSet(row -> row.get("seen", Integer.class) > 1
                        ? ""
                        : key(
                                row.get(0, String.class),
                                row.get(1, String.class),
                                row.get(2, String.class),
                                row.get(3, String.class)));
        return drift.stream().filter(one -> isNew.contains(Row.of(one).key())).toList();
    }

    /** Closes what was not seen at {@code now}. */
    int close(DeploymentId deployment, Instant now) {
        return sql.update(DRIFT)
                .set(DRIFT.CLOSED, now)
                .where(DRIFT.DEPLOYMENT.eq(deployment.value()), DRIFT.CLOSED.isNull(), DRIFT.LAST_SEEN.lt(now))
                .execute();
    }

    /** As {@link #close(DeploymentId, Instant)}, after a look at these principals only. */
    int close(DeploymentId deployment, Collection<Principal> of, Instant now) {
        return sql.execute(
                """
                update reconcile.drift set closed = ?::timestamptz
                where deployment = ? and closed is null and last_seen < ?::timestamptz
                    and (principal_kind, principal_name) in
                        (select kind, name from unnest(?::text[], ?::text[]) as principal (kind, name))
                """,
                now,
                deployment.value(),
                now,
                texts(of, principal -> PrincipalText.of(principal).kind()),
                texts(of, principal -> PrincipalText.of(principal).name()));
    }

    List<OpenDrift> open(Collection<DeploymentId> deployments) {
        return sql.selectFrom(DRIFT)
                .where(
                        DRIFT.CLOSED.isNull(),
                        DRIFT.DEPLOYMENT.eq(DSL.any(
                                deployments.stream().map(DeploymentId::value).toArray(String[]::new))))
                .orderBy(DRIFT.DEPLOYMENT, DRIFT.PRINCIPAL_KIND, DRIFT.PRINCIPAL_NAME, DRIFT.ENTITLEMENT, DRIFT.SORT)
                .fetch(DriftStore::drift);
    }

    /** Those of an AppRole itself and of what it holds, and those of who holds one of these. */
    List<OpenDrift> about(
            Collection<DeploymentId> deployments, Optional<AppRoleName> role, Collection<Entitlement> held) {
        return sql.selectFrom(DRIFT)
                .where(
                        DRIFT.CLOSED.isNull(),
                        DRIFT.DEPLOYMENT.eq(DSL.any(
                                deployments.stream().map(DeploymentId::value).toArray(String[]::new))),
                        DRIFT.ENTITLEMENT
                                .eq(DSL.any(held.stream()
                                        .map(EntitlementText::format)
                                        .toArray(String[]::new)))
                                .or(role.map(name -> DRIFT.PRINCIPAL_KIND
                                                .eq("app-role")
                                                .and(DRIFT.PRINCIPAL_NAME.eq(name.value())))
                                        .orElseGet(DSL::falseCondition)))
                .fetch(DriftStore::drift);
    }

    Optional<OpenDrift> open(UUID id) {
        return sql.selectFrom(DRIFT)
                .where(DRIFT.ID.eq(id), DRIFT.CLOSED.isNull())
                .fetchOptional(DriftStore::drift);
    }

    void revert(UUID id, String by, String reason, Instant now) {
        decide(id, REVERT, by, reason, null, now);
    }

    /** Closes it: from now on the access has a reason. Until now it had none. */
    void adopt(UUID id, String by, String reason, Instant now) {
        decide(id, ADOPT, by, reason, now, now);
    }

    private void decide(UUID id, String decision, String by, String reason, @Nullable Instant closed, Instant now) {
        sql.update(DRIFT)
                .set(DRIFT.DECISION, decision)
                .set(DRIFT.DECIDED, now)
                .set(DRIFT.DECIDED_BY, by)
                .set(DRIFT.REASON, reason)
                .set(DRIFT.CLOSED, closed)
                .where(DRIFT.ID.eq(id))
                .execute();
    }

    /** What somebody decided to have taken away. */
    Set<Grant> reverts(DeploymentId deployment, Instant now) {
        return sql.selectFrom(DRIFT)
                .where(
                        DRIFT.DEPLOYMENT.eq(deployment.value()),
                        DRIFT.CLOSED.isNull(),
                        DRIFT.DECISION.eq(REVERT),
                        DRIFT.DECIDED.gt(now.minus(DECISION)))
                .fetchSet(row -> drift(row).grant().orElseThrow().key());
    }

    /** What was adopted and is Mandate's to end from then on. */
    Set<Grant> adopted(DeploymentId deployment) {
        return sql.selectFrom(DRIFT)
                .where(DRIFT.DEPLOYMENT.eq(deployment.value()), DRIFT.DECISION.eq(ADOPT))
                .fetchSet(row -> drift(row).grant().orElseThrow().key());
    }

    /** What was there at an instant and should not have been. */
    Set<Grant> unexpectedAt(DeploymentId deployment, Instant at) {
        return sql.selectFrom(DRIFT)
                .where(
                        DRIFT.DEPLOYMENT.eq(deployment.value()),
                        DRIFT.SORT.eq("unexpected"),
                        DRIFT.ENTITLEMENT.ne(""),
                        DRIFT.FIRST_SEEN.le(at),
                        DRIFT.CLOSED.isNull().or(DRIFT.CLOSED.gt(at)))
                .fetchSet(row -> drift(row).grant().orElseThrow());
    }

    private static OpenDrift drift(DriftRecord row) {
        return new OpenDrift(
                row.getId(),
                DeploymentId.of(row.getDeployment()),
                OpenDrift.Sort.valueOf(row.getSort().toUpperCase(Locale.ROOT)),
                new PrincipalText(row.getPrincipalKind(), row.getPrincipalName()).principal(),
                row.getEntitlement().isEmpty()
                        ? Optional.empty()
                        : Optional.of(EntitlementText.parse(row.getEntitlement())),
                row.getDetail(),
                Cause.valueOf(row.getCause().toUpperCase(Locale.ROOT)),
                row.getGiven(),
                LikelyCause.ofWord(row.getLikely()),
                row.getFirstSeen(),
                row.getLastSeen(),
                row.getSeen(),
                Optional.ofNullable(row.getDecision()),
                Optional.empty());
    }

    private static String key(String sort, String kind, String name, String entitlement) {
        return String.join("\n", sort, kind, name, entitlement);
    }

    private static <T> @Nullable String[] texts(Collection<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    /** A difference in columns. */
    private record Row(
            String sort, PrincipalText principal, String entitlement, String detail, String cause, boolean given) {
        static Row of(Drift drift) {
            String cause = drift.cause().name().toLowerCase(Locale.ROOT);
            PrincipalText principal = PrincipalText.of(principal(drift.thing()));
            String entitlement = drift.thing() instanceof Drift.Thing.OfGrant(Grant grant)
                    ? EntitlementText.format(grant.entitlement())
                    : "";
            return switch (drift) {
                case Drift.Missing(var thing, var coverage) ->
                    new Row(
                            "missing",
                            principal,
                            entitlement,
                            coverage == null ? "" : coverage + " are there",
                            cause,
                            false);
                case Drift.Unexpected(var thing, var why, boolean given) ->
                    new Row("unexpected", principal, entitlement, "", cause, given);
                case Drift.Different(var found, var thing, var why) ->
                    new Row("different", principal, entitlement, "is " + value(found), cause, false);
                case Drift.Unmanaged(var thing, var wanted, var why, String reason) ->
                    new Row("unmanaged", principal, entitlement, reason, cause, false);
            };
        }

        private static Principal principal(Drift.Thing thing) {
            return switch (thing) {
                case Drift.Thing.OfAccount(var name, var status) -> new Principal.Account(name);
                case Drift.Thing.OfAppRole(var name) -> new Principal.AppRole(name);
                case Drift.Thing.OfGrant(var grant) -> grant.principal();
            };
        }

        private static String value(Drift.Thing found) {
            return switch (found) {
                case Drift.Thing.OfAccount(var name, var status) ->
                    status.name().toLowerCase(Locale.ROOT);
                case Drift.Thing.OfAppRole ignored -> "there";
                case Drift.Thing.OfGrant(var grant) -> EntitlementText.format(grant.entitlement());
            };
        }

        String key() {
            return DriftStore.key(sort, principal.kind(), principal.name(), entitlement);
        }
    }
}
