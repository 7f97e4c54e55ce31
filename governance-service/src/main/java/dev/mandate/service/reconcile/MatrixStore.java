package dev.mandate.service.reconcile;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** What the last readings of many deployments showed of one Role or AppRole. */
@Repository
class MatrixStore {
    private final DSLContext sql;

    MatrixStore(DSLContext sql) {
        this.sql = sql;
    }

    /** What an AppRole holds, by deployment. */
    Map<DeploymentId, Set<Entitlement>> contents(Collection<DeploymentId> deployments, AppRoleName role) {
        Map<DeploymentId, Set<Entitlement>> contents = new HashMap<>();
        sql.resultQuery("""
                        select deployment, entitlement from reconcile.holding
                        where deployment = any (?::text[]) and principal_kind = 'app-role' and principal_name = ?
                            and gone is null
                        """, texts(deployments), role.value())
                .forEach(row -> contents.computeIfAbsent(
                                DeploymentId.of(row.get(0, String.class)), deployment -> new HashSet<>())
                        .add(EntitlementText.parse(row.get(1, String.class)).key()));
        return contents;
    }

    /** How many accounts hold each of these, by deployment; none where nobody does. */
    Map<DeploymentId, Map<Entitlement, Long>> holders(
            Collection<DeploymentId> deployments, Collection<Entitlement> entitlements) {
        Map<DeploymentId, Map<Entitlement, Long>> holders = new HashMap<>();
        sql.resultQuery(
                        """
                        select deployment, entitlement, count(*) from reconcile.holding
                        where deployment = any (?::text[]) and entitlement = any (?::text[])
                            and principal_kind = 'account' and gone is null
                        group by deployment, entitlement
                        """,
                        texts(deployments),
                        entitlements.stream().map(EntitlementText::format).toArray(String[]::new))
                .forEach(row -> holders.computeIfAbsent(
                                DeploymentId.of(row.get(0, String.class)), deployment -> new HashMap<>())
                        .merge(
                                EntitlementText.parse(row.get(1, String.class)).key(),
                                row.get(2, Long.class),
                                Long::sum));
        return holders;
    }

    private static String[] texts(Collection<DeploymentId> deployments) {
        return deployments.stream().map(DeploymentId::value).toArray(String[]::new);
    }
}
