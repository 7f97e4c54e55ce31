package dev.mandate.service.history;

import static dev.mandate.tables.history.Tables.V_DEPLOYMENT;
import static dev.mandate.tables.history.Tables.V_HOLDING;
import static dev.mandate.tables.history.Tables.V_LAST_USED;
import static dev.mandate.tables.history.Tables.V_LINK;
import static dev.mandate.tables.history.Tables.V_READING;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.tables.history.tables.records.VHoldingRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.springframework.stereotype.Repository;

/** What was seen to be held, by entitlement and by principal; each question is one statement, however many it names. */
@Repository
class HeldStore {
    private final DSLContext sql;

    HeldStore(DSLContext sql) {
        this.sql = sql;
    }

    /** An account, AppRole or the like of one deployment. */
    record Place(DeploymentId deployment, Principal principal) {}

    /** The last complete reading of each deployment, of all times. */
    Map<DeploymentId, Instant> lastReadings() {
        return readings(V_READING.AT.isNotNull());
    }

    /** The last complete reading of each deployment by then. */
    Map<DeploymentId, Instant> lastReadings(Instant by) {
        return readings(V_READING.AT.le(by));
    }

    /** Whether an agent ever reached it, so that it is known what it can give. */
    boolean reached(DeploymentId deployment) {
        return sql.fetchExists(V_DEPLOYMENT, V_DEPLOYMENT.ID.eq(deployment.value()), V_DEPLOYMENT.RELEASE.isNotNull());
    }

    /** Every deployment that was ever reached. */
    List<DeploymentId> deployments() {
        return sql.select(V_DEPLOYMENT.ID).from(V_DEPLOYMENT).fetch(row -> DeploymentId.of(row.value1()));
    }

    private Map<DeploymentId, Instant> readings(Condition when) {
        return sql.select(V_READING.DEPLOYMENT, max(V_READING.AT))
                .from(V_READING)
                .where(when)
                .groupBy(V_READING.DEPLOYMENT)
                .fetchMap(row -> DeploymentId.of(row.value1()), row -> row.value2());
    }

    /** What was ever held in a deployment that stands for more than its own text: patterns, options, conditions. */
    List<Entitlement> notPlain(DeploymentId deployment) {
        return sql.selectDistinct(V_HOLDING.ENTITLEMENT)
                .from(V_HOLDING)
                .where(
                        V_HOLDING.DEPLOYMENT.eq(deployment.value()),
                        V_HOLDING.ENTITLEMENT.like("%*%").or(V_HOLDING.ENTITLEMENT.like("%;%")))
                .fetch(row -> EntitlementText.parse(row.value1()));
    }

    /** Who held, or may have held, one of these. */
    List<Held> holding(DeploymentId deployment, Collection<Entitlement> entitlements, Instant at) {
        var texts = entitlements.stream().map(EntitlementText::format).toArray(String[]::new);
        return sql.selectFrom(V_HOLDING)
                .where(V_HOLDING.DEPLOYMENT.eq(deployment.value()), V_HOLDING.ENTITLEMENT.eq(any(texts)), mayBeHeld(at))
                .fetch(HeldStore::held);
    }

    /** What these held, or may have held, themselves. */
    List<Held> heldBy(Collection<Place> places, Instant at) {
        var deployments = texts(places, place -> place.deployment().value());
        var kinds = texts(places, place -> PrincipalText.of(place.principal()).kind());
        var names = texts(places, place -> PrincipalText.of(place.principal()).name());
        Field<String> deployment = field("place.deployment", String.class);
        Field<String> kind = field("place.kind", String.class);
        Field<String> name = field("place.name", String.class);
        var given = table(
                "unnest({0}, {1}, {2}) as place (deployment, kind, name)", val(deployments), val(kinds), val(names));
        return sql.selectFrom(V_HOLDING)
                .where(
                        row(V_HOLDING.DEPLOYMENT, V_HOLDING.PRINCIPAL_KIND, V_HOLDING.PRINCIPAL_NAME)
                                .in(select(deployment, kind, name).from(given)),
                        mayBeHeld(at))
                .fetch(HeldStore::held);
    }

    /** When these were last used, of those of which the deployment told it. */
    List<Answer.Use> lastUsed(Collection<Place> accounts) {
        var given = table(
                "unnest({0}, {1}) as place (deployment, name)",
                val(texts(accounts, place -> place.deployment().value())),
                val(texts(accounts, place -> PrincipalText.of(place.principal()).name())));
        return sql.selectFrom(V_LAST_USED)
                .where(row(V_LAST_USED.DEPLOYMENT, V_LAST_USED.ACCOUNT)
                        .in(select(field("place.deployment", String.class), field("place.name", String.class))
                                .from(given)))
                .orderBy(V_LAST_USED.DEPLOYMENT, V_LAST_USED.ACCOUNT)
                .fetch(row -> new Answer.Use(
                        DeploymentId.of(row.getDeployment()),
                        AccountName.of(row.getAccount()),
                        Optional.ofNullable(row.getUsed()),
                        row.getTold()));
    }

    private static Condition mayBeHeld(Instant at) {
        return V_HOLDING
                .AFTER
                .isNull()
                .or(V_HOLDING.AFTER.lt(at))
                .and(V_HOLDING.GONE.isNull().or(V_HOLDING.GONE.gt(at)));
    }

    /** The accounts that were linked to any of these at an instant. */
    List<Place> accounts(Collection<SubjectId> identities, Instant at) {
        return sql.select(V_LINK.DEPLOYMENT, V_LINK.NAME)
                .from(V_LINK)
                .where(
                        V_LINK.SUBJECT.eq(
                                any(identities.stream().map(SubjectId::value).toArray(String[]::new))),
                        inForce(at))
                .fetch(row ->
                        new Place(DeploymentId.of(row.value1()), new Principal.Account(AccountName.of(row.value2()))));
    }

    /** Who the accounts of a deployment belonged to at an instant. */
    Map<String, SubjectId> subjects(DeploymentId deployment, Collection<String> accounts, Instant at) {
        return sql.select(V_LINK.NAME, V_LINK.SUBJECT)
                .from(V_LINK)
                .where(
                        V_LINK.DEPLOYMENT.eq(deployment.value()),
                        V_LINK.NAME.eq(any(accounts.toArray(String[]::new))),
                        inForce(at))
                .fetchMap(row -> row.value1(), row -> SubjectId.of(row.value2()));
    }

    private static Condition inForce(Instant at) {
        return V_LINK.SINCE.le(at).and(V_LINK.UNTIL.isNull().or(V_LINK.UNTIL.gt(at)));
    }

    private static Held held(VHoldingRecord row) {
        return new Held(
                DeploymentId.of(row.getDeployment()),
                new PrincipalText(row.getPrincipalKind(), row.getPrincipalName()).principal(),
                EntitlementText.parse(row.getEntitlement()),
                Optional.ofNullable(row.getAfter()),
                row.getSince(),
                Optional.ofNullable(row.getLastWith()),
                Optional.ofNullable(row.getGone()),
                row.getRoles() == null ? List.of() : Arrays.asList(row.getRoles()));
    }

    private static <T> String[] texts(Collection<T> all, Function<T, String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
