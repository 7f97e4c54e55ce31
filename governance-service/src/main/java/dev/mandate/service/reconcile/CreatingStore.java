package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.CREATING;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/**
 * Accounts that are just being made, and for whom. Written with the intent, so that an account whose making nobody lived
 * to record is still known to be Mandate's.
 */
@Repository
class CreatingStore {
    private final DSLContext sql;

    CreatingStore(DSLContext sql) {
        this.sql = sql;
    }

    Map<AccountName, SubjectId> of(DeploymentId deployment) {
        return sql.select(CREATING.ACCOUNT, CREATING.SUBJECT)
                .from(CREATING)
                .where(CREATING.DEPLOYMENT.eq(deployment.value()))
                .fetchMap(row -> AccountName.of(row.value1()), row -> SubjectId.of(row.value2()));
    }

    void begin(DeploymentId deployment, Batch batch, Instant now) {
        Map<String, String> making = new HashMap<>();
        batch.changes().forEach(planned -> {
            if (planned.change() instanceof Change.CreateAccount create) {
                making.put(create.account().value(), create.subject().value());
            }
        });
        if (making.isEmpty()) {
            return;
        }
        sql.execute(
                """
                insert into reconcile.creating (deployment, account, subject, since)
                select ?, account, subject, ?::timestamptz from unnest(?::text[], ?::text[]) as making (account, subject)
                on conflict (deployment, account) do update set subject = excluded.subject, since = excluded.since
                """,
                deployment.value(),
                now,
                making.keySet().toArray(String[]::new),
                making.values().toArray(String[]::new));
    }

    /** After a read that settled them all. */
    void clear(DeploymentId deployment) {
        sql.deleteFrom(CREATING)
                .where(CREATING.DEPLOYMENT.eq(deployment.value()))
                .execute();
    }

    /** After a read that settled these. */
    void clear(DeploymentId deployment, Collection<AccountName> accounts) {
        sql.deleteFrom(CREATING)
                .where(
                        CREATING.DEPLOYMENT.eq(deployment.value()),
                        CREATING.ACCOUNT.eq(DSL.any(
                                accounts.stream().map(AccountName::value).toArray(String[]::new))))
                .execute();
    }
}
