package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.DEFINED_ROLE;
import static dev.mandate.tables.reconcile.Tables.DESIRED_PATTERN;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.PrincipalText;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** What policy defined in a deployment at its last reconciliation: AppRoles and patterns. */
@Repository
class DefinedStore {
    private final DSLContext sql;

    DefinedStore(DSLContext sql) {
        this.sql = sql;
    }

    Set<AppRoleName> roles(DeploymentId deployment) {
        return sql.select(DEFINED_ROLE.NAME)
                .from(DEFINED_ROLE)
                .where(DEFINED_ROLE.DEPLOYMENT.eq(deployment.value()))
                .fetchSet(row -> AppRoleName.of(row.value1()));
    }

    Set<Grant> patterns(DeploymentId deployment) {
        return sql.selectFrom(DESIRED_PATTERN)
                .where(DESIRED_PATTERN.DEPLOYMENT.eq(deployment.value()))
                .fetchSet(row -> new Grant(
                        new PrincipalText(row.getPrincipalKind(), row.getPrincipalName()).principal(),
                        EntitlementText.parse(row.getEntitlement())));
    }

    void replaceRoles(DeploymentId deployment, Collection<AppRoleName> roles) {
        sql.deleteFrom(DEFINED_ROLE)
                .where(DEFINED_ROLE.DEPLOYMENT.eq(deployment.value()))
                .execute();
        sql.execute(
                "insert into reconcile.defined_role (deployment, name) select ?, unnest(?::text[])",
                deployment.value(),
                texts(roles, AppRoleName::value));
    }

    void replacePatterns(DeploymentId deployment, Collection<Grant> patterns) {
        sql.deleteFrom(DESIRED_PATTERN)
                .where(DESIRED_PATTERN.DEPLOYMENT.eq(deployment.value()))
                .execute();
        sql.execute(
                """
                insert into reconcile.desired_pattern (deployment, principal_kind, principal_name, entitlement)
                select ?, kind, name, entitlement
                from unnest(?::text[], ?::text[], ?::text[]) as pattern (kind, name, entitlement)
                """,
                deployment.value(),
                texts(patterns, grant -> PrincipalText.of(grant.principal()).kind()),
                texts(patterns, grant -> PrincipalText.of(grant.principal()).name()),
                texts(patterns, grant -> EntitlementText.format(grant.entitlement())));
    }

    private static <T> String[] texts(Collection<T> all, Function<T, String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
