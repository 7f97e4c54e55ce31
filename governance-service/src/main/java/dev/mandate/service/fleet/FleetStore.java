package dev.mandate.service.fleet;

import static dev.mandate.tables.fleet.Tables.ACCOUNT;
import static dev.mandate.tables.fleet.Tables.ACCOUNT_LINK;
import static dev.mandate.tables.fleet.Tables.DEPLOYMENT;
import static dev.mandate.tables.fleet.Tables.TOMBSTONE;

import dev.mandate.agent.api.AgentProfile;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Release;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountLinks.Link;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.platform.PageRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Rows of the schema {@code fleet}. Sets move as arrays: one statement, however many accounts there are. */
@Repository
class FleetStore {
    private final DSLContext sql;

    FleetStore(DSLContext sql) {
        this.sql = sql;
    }

    DeploymentKnowledge knowledge(DeploymentId deployment) {
        var found = sql.selectFrom(DEPLOYMENT)
                .where(DEPLOYMENT.ID.eq(deployment.value()))
                .fetchOptional();
        Map<String, AccountName> nativeIds = new HashMap<>();
        Set<AccountName> owned = new HashSet<>();
        sql.select(ACCOUNT.NAME, ACCOUNT.NATIVE_ID, ACCOUNT.OWNED)
                .from(ACCOUNT)
                .where(ACCOUNT.DEPLOYMENT.eq(deployment.value()), ACCOUNT.GONE.isNull())
                .forEach(row -> {
                    AccountName name = AccountName.of(row.value1());
                    if (row.value2() != null) {
                        nativeIds.put(row.value2(), name);
                    }
                    if (row.value3()) {
                        owned.add(name);
                    }
                });
        return new DeploymentKnowledge(
                deployment,
                found.map(row -> row.getIdentityPin()),
                found.map(row -> row.getForeignPin()),
                found.map(row -> row.getDivergedWhy()),
                found.map(row -> row.getRelease()).map(Release::of),
                found.map(row -> row.getConverged()),
                links(deployment),
                nativeIds,
                owned,
                tombstones(deployment));
    }

    private Map<SubjectId, AccountName> links(DeploymentId deployment) {
        return sql.select(ACCOUNT_LINK.SUBJECT, ACCOUNT_LINK.NAME)
                .from(ACCOUNT_LINK)
                .where(ACCOUNT_LINK.DEPLOYMENT.eq(deployment.value()), ACCOUNT_LINK.UNTIL.isNull())
                .fetchMap(row -> SubjectId.of(row.value1()), row -> AccountName.of(row.value2()));
    }

    Map<DeploymentId, Release> contacted() {
        return sql.select(DEPLOYMENT.ID, DEPLOYMENT.RELEASE)
                .from(DEPLOYMENT)
                .where(DEPLOYMENT.RELEASE.isNotNull())
                .fetchMap(row -> DeploymentId.of(row.value1()), row -> Release.of(row.value2()));
    }

    Set<DeploymentId> linked(Collection<SubjectId> subjects) {
        return sql.selectDistinct(ACCOUNT_LINK.DEPLOYMENT)
                .from(ACCOUNT_LINK)
                .where(ACCOUNT_LINK.SUBJECT.eq(DSL.any(texts(subjects, SubjectId::value))), ACCOUNT_LINK.UNTIL.isNull())
                .fetchSet(row -> DeploymentId.of(row.value1()));
    }

    List<FoundAccount> unlinked(Optional<Set<DeploymentId>> among, PageRequest page) {
        Condition seen = among.map(some -> ACCOUNT.DEPLOYMENT.eq(DSL.any(texts(some, DeploymentId::value))))
                .orElseGet(DSL::noCondition);
        Condition after = page.after().isEmpty()
                ? DSL.noCondition()
                : DSL.row(ACCOUNT.DEPLOYMENT, ACCOUNT.NAME)
                        .gt(page.after().getFirst(), page.after().getLast());
        return sql.select(
                        ACCOUNT.DEPLOYMENT,
                        ACCOUNT.NAME,
                        ACCOUNT.KIND,
                        ACCOUNT.STATUS,
                        DSL.field(DSL.exists(DSL.selectOne()
                                .from(TOMBSTONE)
                                .where(TOMBSTONE.DEPLOYMENT.eq(ACCOUNT.DEPLOYMENT), TOMBSTONE.NAME.eq(ACCOUNT.NAME)))),
                        ACCOUNT.FIRST_SEEN)
                .from(ACCOUNT)
                .where(
                        ACCOUNT.GONE.isNull(),
                        ACCOUNT.KIND.notIn("agent", "built-in"),
                        DSL.notExists(DSL.selectOne()
                                .from(ACCOUNT_LINK)
                                .where(
                                        ACCOUNT_LINK.DEPLOYMENT.eq(ACCOUNT.DEPLOYMENT),
                                        ACCOUNT_LINK.NAME.eq(ACCOUNT.NAME),
                                        ACCOUNT_LINK.UNTIL.isNull())),
                        seen,
                        after)
                .orderBy(ACCOUNT.DEPLOYMENT, ACCOUNT.NAME)
                .limit(page.size() + 1)
                .fetch(row -> new FoundAccount(
                        DeploymentId.of(row.value1()),
                        AccountName.of(row.value2()),
                        row.value3(),
                        row.value4(),
                        row.value5(),
                        row.value6()));
    }

    private Set<AccountName> tombstones(DeploymentId deployment) {
        return sql.select(TOMBSTONE.NAME)
                .from(TOMBSTONE)
                .where(TOMBSTONE.DEPLOYMENT.eq(deployment.value()))
                .fetchSet(row -> AccountName.of(row.value1()));
    }

    void contact(DeploymentId deployment, String agent, AgentProfile profile, Instant now) {
        sql.insertInto(DEPLOYMENT)
                .set(DEPLOYMENT.ID, deployment.value())
                .set(DEPLOYMENT.RELEASE, profile.release().text())
                .set(DEPLOYMENT.AGENT, agent)
                .set(DEPLOYMENT.LAST_CONTACT, now)
                .set(DEPLOYMENT.BLIND_SPOTS, blindSpots(profile))
                .onConflict(DEPLOYMENT.ID)
                .doUpdate()
                .set(DEPLOYMENT.RELEASE, profile.release().text())
                .set(DEPLOYMENT.AGENT, agent)
                .set(DEPLOYMENT.LAST_CONTACT, now)
                .set(DEPLOYMENT.BLIND_SPOTS, blindSpots(profile))
                .execute();
    }

    private static String[] blindSpots(AgentProfile profile) {
        return profile.blindSpots().entrySet().stream()
                .flatMap(facet -> facet.getValue().stream().map(spot -> word(facet.getKey()) + ": " + spot))
                .sorted()
                .toArray(String[]::new);
    }

    /** What is pinned anew has never been reconciled: its removals wait as at the first time. */
    void pin(DeploymentId deployment, String pin, String endpoint, Instant now) {
        sql.update(DEPLOYMENT)
                .set(DEPLOYMENT.IDENTITY_PIN, pin)
                .set(DEPLOYMENT.ENDPOINT, endpoint)
                .set(DEPLOYMENT.PINNED, now)
                .setNull(DEPLOYMENT.FOREIGN_PIN)
                .setNull(DEPLOYMENT.FOREIGN_ENDPOINT)
                .setNull(DEPLOYMENT.DIVERGED)
                .setNull(DEPLOYMENT.DIVERGED_WHY)
                .setNull(DEPLOYMENT.CONVERGED)
                .where(DEPLOYMENT.ID.eq(deployment.value()))
                .execute();
    }

    void foreign(DeploymentId deployment, @Nullable String pin, @Nullable String endpoint) {
        sql.update(DEPLOYMENT)
                .set(DEPLOYMENT.FOREIGN_PIN, pin)
                .set(DEPLOYMENT.FOREIGN_ENDPOINT, endpoint)
                .where(
                        DEPLOYMENT.ID.eq(deployment.value()),
                        DEPLOYMENT
                                .FOREIGN_PIN
                                .isDistinctFrom(pin)
                                .or(DEPLOYMENT.FOREIGN_ENDPOINT.isDistinctFrom(endpoint)))
                .execute();
    }

    Optional<Place> place(DeploymentId deployment) {
        return sql.selectFrom(DEPLOYMENT)
                .where(DEPLOYMENT.ID.eq(deployment.value()), DEPLOYMENT.IDENTITY_PIN.isNotNull())
                .fetchOptional(row -> new Place(
                        row.getIdentityPin(),
                        row.getEndpoint(),
                        row.getForeignPin(),
                        row.getForeignEndpoint(),
                        row.getDiverged() != null));
    }

    /** What was pinned and where, what was met there since that is not it, and whether the store lost what was ordered. */
    record Place(
            String pin,
            @Nullable String endpoint,
            @Nullable String foreignPin,
            @Nullable String foreignEndpoint,
            boolean diverged) {
        boolean is(String otherPin, String otherEndpoint) {
            return pin.equals(otherPin) && (endpoint == null || endpoint.equals(otherEndpoint));
        }

        boolean knowsForeign(String otherPin, String otherEndpoint) {
            return otherPin.equals(foreignPin) && otherEndpoint.equals(foreignEndpoint);
        }
    }

    void converged(DeploymentId deployment, Instant now) {
        sql.update(DEPLOYMENT)
                .set(DEPLOYMENT.CONVERGED, now)
                .where(DEPLOYMENT.ID.eq(deployment.value()), DEPLOYMENT.CONVERGED.isNull())
                .execute();
    }

    /** Adds new accounts and updates those that changed or came back. */
    void accounts(DeploymentId deployment, Collection<ObservedAccount> read, Instant now) {
        sql.execute(
                """
                merge into fleet.account as known
                using unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[])
                    as seen (name, kind, status, native_id, superuser)
                on known.deployment = ? and known.name = seen.name
                when matched and (known.kind, known.status, known.native_id, known.superuser, known.gone)
                        is distinct from (seen.kind, seen.status, seen.native_id, seen.superuser, null::timestamptz)
                    then update set kind = seen.kind, status = seen.status, native_id = seen.native_id,
                        superuser = seen.superuser, gone = null
                when not matched then insert (deployment, name, kind, status, native_id, superuser, owned, first_seen)
                    values (?, seen.name, seen.kind, seen.status, seen.native_id, seen.superuser, false, ?::timestamptz)
                """,
                texts(read, account -> account.name().value()),
                texts(read, account -> word(account.kind())),
                texts(read, account -> word(account.status())),
                texts(read, ObservedAccount::nativeId),
                read.stream().map(ObservedAccount::superuser).toArray(Boolean[]::new),
                deployment.value(),
                deployment.value(),
                now);
    }

    /** Marks the accounts that a complete read no longer shows. */
    void gone(DeploymentId deployment, Collection<ObservedAccount> read, Instant now) {
        sql.execute(
                """
                update fleet.account set gone = ?::timestamptz
                where deployment = ? and gone is null and name <> all (?::text[])
                """,
                now,
                deployment.value(),
                texts(read, account -> account.name().value()));
    }

    /** As {@link #gone}, of a read that was about these names only. */
    void goneOf(DeploymentId deployment, Collection<ObservedAccount> read, Collection<AccountName> among, Instant now) {
        sql.execute(
                """
                update fleet.account set gone = ?::timestamptz
                where deployment = ? and gone is null and name = any (?::text[]) and name <> all (?::text[])
                """,
                now,
                deployment.value(),
                texts(among, AccountName::value),
                texts(read, account -> account.name().value()));
    }

    List<ObservedAccount> accounts(DeploymentId deployment) {
        return sql.selectFrom(ACCOUNT)
                .where(ACCOUNT.DEPLOYMENT.eq(deployment.value()), ACCOUNT.GONE.isNull())
                .fetch(row -> new ObservedAccount(
                        AccountName.of(row.getName()),
                        AccountKind.valueOf(constant(row.getKind())),
                        AccountStatus.valueOf(constant(row.getStatus())),
                        row.getNativeId(),
                        row.getSuperuser(),
                        Map.of()));
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Ends the links of these subjects and of these accounts. */
    void unlink(DeploymentId deployment, Collection<Link> links, Instant now) {
        sql.execute(
                """
                update fleet.account_link set until = ?::timestamptz
                where deployment = ? and until is null and (subject = any (?::text[]) or name = any (?::text[]))
                """,
                now,
                deployment.value(),
                texts(links, link -> link.subject().value()),
                texts(links, link -> link.account().value()));
    }

    void link(DeploymentId deployment, Collection<Link> links, Instant now) {
        sql.execute(
                """
                insert into fleet.account_link (deployment, name, subject, evidence, since)
                select ?, name, subject, evidence, ?::timestamptz from unnest(?::text[], ?::text[], ?::text[])
                    as link (name, subject, evidence)
                """,
                deployment.value(),
                now,
                texts(links, link -> link.account().value()),
                texts(links, link -> link.subject().value()),
                texts(links, link -> link.evidence().word()));
    }

    void owned(DeploymentId deployment, Collection<AccountName> accounts) {
        sql.execute(
                "update fleet.account set owned = true where deployment = ? and name = any (?::text[]) and not owned",
                deployment.value(),
                texts(accounts, AccountName::value));
    }

    void tombstone(DeploymentId deployment, Map<AccountName, SubjectId> accounts, Instant now) {
        sql.execute(
                """
                insert into fleet.tombstone (deployment, name, subject, since)
                select ?, name, subject, ?::timestamptz from unnest(?::text[], ?::text[]) as leaver (name, subject)
                on conflict (deployment, name) do nothing
                """,
                deployment.value(),
                now,
                texts(accounts.keySet(), AccountName::value),
                texts(accounts.values(), SubjectId::value));
    }

    private static <T> @Nullable String[] texts(Collection<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
