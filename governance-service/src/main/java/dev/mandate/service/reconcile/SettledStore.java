package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.SETTLED_CHANGE;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.plan.ApprovedChange;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Flapping;
import dev.mandate.model.plan.PlannedChange;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** How often the same change was made and read back in a row. */
@Repository
class SettledStore {
    private final DSLContext sql;

    SettledStore(DSLContext sql) {
        this.sql = sql;
    }

    /** The changes that must pause, by {@link ApprovedChange#key}. */
    Map<String, Flapping> flapping(DeploymentId deployment, Instant now) {
        Map<String, Flapping> flapping = new HashMap<>();
        sql.select(SETTLED_CHANGE.CHANGE, SETTLED_CHANGE.TIMES, SETTLED_CHANGE.LAST)
                .from(SETTLED_CHANGE)
                .where(SETTLED_CHANGE.DEPLOYMENT.eq(deployment.value()), SETTLED_CHANGE.TIMES.ge(Flapping.TIMES))
                .forEach(row -> Flapping.of(row.value2(), row.value3(), now)
                        .ifPresent(fight -> flapping.put(row.value1(), fight)));
        return flapping;
    }

    /** Counts changes that were read back; another change of the same thing begins a new count. */
    void count(DeploymentId deployment, Collection<PlannedChange> confirmed, Instant now) {
        Map<String, PlannedChange> last = new HashMap<>();
        confirmed.forEach(planned -> last.put(thing(planned.change()), planned));
        Collection<PlannedChange> each = last.values();
        sql.execute(
                """
                insert into reconcile.settled_change as known
                    (deployment, principal_kind, principal_name, entitlement, change, times, last)
                select ?, kind, name, entitlement, change, 1, ?::timestamptz
                from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as settled (kind, name, entitlement, change)
                on conflict (deployment, principal_kind, principal_name, entitlement) do update
                set change = excluded.change, last = excluded.last,
                    times = case when known.change = excluded.change and known.last > ?::timestamptz
                        then known.times + 1 else 1 end
                """,
                deployment.value(),
                now,
                texts(
                        each,
                        planned ->
                                PrincipalText.of(planned.change().principal()).kind()),
                texts(
                        each,
                        planned ->
                                PrincipalText.of(planned.change().principal()).name()),
                texts(each, planned -> entitlement(planned.change())),
                texts(each, planned -> ApprovedChange.key(planned.change())),
                now.minus(Flapping.WINDOW));
    }

    /** Forgets what is too long ago to be the same fight. */
    void forget(DeploymentId deployment, Instant now) {
        sql.deleteFrom(SETTLED_CHANGE)
                .where(
                        SETTLED_CHANGE.DEPLOYMENT.eq(deployment.value()),
                        SETTLED_CHANGE.LAST.le(now.minus(Flapping.WINDOW)))
                .execute();
    }

    private static String thing(Change change) {
        return change.principal() + "\n" + entitlement(change);
    }

    private static String entitlement(Change change) {
        return change.about().map(SettledStore::text).orElse("");
    }

    private static String text(Grant grant) {
        return EntitlementText.format(grant.key().entitlement());
    }

    private static String[] texts(Collection<PlannedChange> all, Function<PlannedChange, String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
