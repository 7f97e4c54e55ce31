package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.HOLDING;
import static dev.mandate.tables.reconcile.Tables.READING;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.state.AccessSnapshot.RoleHolding;
import dev.mandate.model.state.Given;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Who was seen holding what, and when it began and ended. A row changes only when a grant appears or vanishes. */
@Repository
class HoldingStore {
    private static final int FETCH = 5000;

    /** A reason in two parts: whose it is, and the rest, which most holders of one thing share and which is read once. */
    private static final Field<String> GIVEN_TO = DSL.field("given ->> 'subject'", String.class);

    private static final Field<String> REASON = DSL.field("(given - 'subject')::text", String.class);

    private final DSLContext sql;

    HoldingStore(DSLContext sql) {
        this.sql = sql;
    }

    /** What a deployment's last reading showed, by grant. */
    Map<Grant, Holding> current(DeploymentId deployment) {
        return current(HOLDING.DEPLOYMENT.eq(deployment.value()));
    }

    /** The part of {@link #current(DeploymentId)} that these principals hold. */
    Map<Grant, Holding> current(DeploymentId deployment, Collection<Principal> of) {
        return current(DSL.condition(
                """
                deployment = ? and (principal_kind, principal_name) in
                    (select kind, name from unnest(?::text[], ?::text[]) as principal (kind, name))
                """,
                deployment.value(),
                texts(of, principal -> PrincipalText.of(principal).kind()),
                texts(of, principal -> PrincipalText.of(principal).name())));
    }

    private Map<Grant, Holding> current(Condition which) {
        Map<String, Entitlement> parsed = new HashMap<>();
        Map<String, Given> reasons = new HashMap<>();
        Map<Grant, Holding> holdings = new HashMap<>();
        sql.select(HOLDING.ID, HOLDING.PRINCIPAL_KIND, HOLDING.PRINCIPAL_NAME, HOLDING.ENTITLEMENT, GIVEN_TO, REASON)
                .from(HOLDING)
                .where(which, HOLDING.GONE.isNull())
                .fetchSize(FETCH)
                .forEach(row -> {
                    var principal = new PrincipalText(row.value2(), row.value3()).principal();
                    var entitlement = parsed.computeIfAbsent(row.value4(), EntitlementText::parse);
                    Grant grant = new Grant(principal, entitlement);
                    holdings.put(grant, new Holding(row.value1(), grant, given(row.value5(), row.value6(), reasons)));
                });
        return holdings;
    }

    private static @Nullable Given given(@Nullable String to, @Nullable String reason, Map<String, Given> reasons) {
        if (to == null || reason == null) {
            return null;
        }
        SubjectId subject = SubjectId.of(to);
        return reasons.computeIfAbsent(reason, first -> GivenJson.read(subject, first))
                .to(subject);
    }

    /** Who was seen to hold something through which role. */
    Set<RoleHolding> verifiedRoles() {
        return sql.resultQuery("""
                        select distinct given ->> 'subject', jsonb_array_elements_text(given -> 'roles')
                        from reconcile.holding where gone is null and given is not null
                        """)
                .fetchSet(row ->
                        new RoleHolding(SubjectId.of(row.get(0, String.class)), RoleId.of(row.get(1, String.class))));
    }

    /** Who was seen to hold one of these at an instant: from the first reading with it to the last. */
    Map<Grant, Holding> holders(DeploymentId deployment, Collection<Entitlement> entitlements, Instant asOf) {
        Map<Grant, Holding> found = new HashMap<>();
        sql.selectFrom(HOLDING)
                .where(
                        HOLDING.DEPLOYMENT.eq(deployment.value()),
                        HOLDING.ENTITLEMENT.eq(DSL.any(texts(entitlements, EntitlementText::format))),
                        HOLDING.SINCE.le(asOf),
                        HOLDING.LAST_WITH.isNull().or(HOLDING.LAST_WITH.ge(asOf)))
                .forEach(row -> {
                    var principal = new PrincipalText(row.getPrincipalKind(), row.getPrincipalName()).principal();
                    Grant grant = new Grant(principal, EntitlementText.parse(row.getEntitlement()));
                    found.put(grant, new Holding(row.getId(), grant, null));
                });
        return found;
    }

    /** What was seen to be held at an instant: from the first reading with it to the last. */
    Set<Grant> heldAt(DeploymentId deployment, Instant asOf) {
        return sql.select(HOLDING.PRINCIPAL_KIND, HOLDING.PRINCIPAL_NAME, HOLDING.ENTITLEMENT)
                .from(HOLDING)
                .where(
                        HOLDING.DEPLOYMENT.eq(deployment.value()),
                        HOLDING.SINCE.le(asOf),
                        HOLDING.LAST_WITH.isNull().or(HOLDING.LAST_WITH.ge(asOf)))
                .fetchSet(row -> new Grant(
                        new PrincipalText(row.value1(), row.value2()).principal(),
                        EntitlementText.parse(row.value3())));
    }

    boolean wasRead(DeploymentId deployment, Instant by) {
        return sql.fetchExists(READING, READING.DEPLOYMENT.eq(deployment.value()), READING.AT.le(by));
    }

    Optional<Instant> lastReading(DeploymentId deployment) {
        return lastLook(deployment).map(Look::at);
    }

    /** @param release of the target then; null where that was not kept yet */
    record Look(Instant at, @Nullable String release) {}

    /** The last complete reading. */
    Optional<Look> lastLook(DeploymentId deployment) {
        return sql.select(READING.AT, READING.RELEASE)
                .from(READING)
                .where(READING.DEPLOYMENT.eq(deployment.value()))
                .orderBy(READING.AT.desc())
                .limit(1)
                .fetchOptional(row -> new Look(row.value1(), row.value2()));
    }

    void reading(DeploymentId deployment, Instant at, Release release) {
        sql.insertInto(READING)
                .set(READING.DEPLOYMENT, deployment.value())
                .set(READING.AT, at)
                .set(READING.RELEASE, release.text())
                .onConflictDoNothing()
                .execute();
    }

    /**
     * Begins holdings.
     *
     * @param after when they were last seen not to be there; null if nobody had looked
     */
    void begin(
            DeploymentId deployment,
            Collection<Grant> grants,
            Map<Grant, String> given,
            @Nullable Instant after,
            Instant since) {
        sql.execute(
                """
                insert into reconcile.holding
                    (deployment, principal_kind, principal_name, entitlement, given, after, since)
                select ?, kind, name, entitlement, given::jsonb, ?::timestamptz, ?::timestamptz
                from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as seen (kind, name, entitlement, given)
                """,
                deployment.value(),
                after,
                since,
                texts(grants, grant -> PrincipalText.of(grant.principal()).kind()),
                texts(grants, grant -> PrincipalText.of(grant.principal()).name()),
                texts(grants, grant -> EntitlementText.format(grant.entitlement())),
                texts(grants, given::get));
    }

    /** One that began at the same instant, as a look at only some people found, has ended after it. */
    void end(Collection<Holding> holdings, Instant lastWith, Instant gone) {
        sql.execute("""
                update reconcile.holding
                set gone = greatest(?::timestamptz, since + interval '1 microsecond'),
                    last_with = greatest(since, ?::timestamptz)
                where id = any (?::bigint[]) and gone is null
                """, gone, lastWith, holdings.stream().map(Holding::id).toArray(Long[]::new));
    }

    /** Records why Mandate gave holdings. */
    void given(Map<Holding, String> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        sql.execute(
                """
                update reconcile.holding as holding set given = reason.given::jsonb
                from unnest(?::bigint[], ?::text[]) as reason (id, given)
                where holding.id = reason.id
                """,
                reasons.keySet().stream().map(Holding::id).toArray(Long[]::new),
                reasons.values().toArray(String[]::new));
    }

    private static <T> @Nullable String[] texts(Collection<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
