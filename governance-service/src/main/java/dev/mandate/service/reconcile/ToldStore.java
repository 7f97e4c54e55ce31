package dev.mandate.service.reconcile;

import static dev.mandate.tables.reconcile.Tables.LAST_USED;
import static dev.mandate.tables.reconcile.Tables.SIGN_IN_SETTING;
import static dev.mandate.tables.reconcile.Tables.TOLD;
import static dev.mandate.tables.reconcile.Tables.WAY_IN;

import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Facet;
import dev.mandate.service.reconcile.DeploymentFacts.Answer;
import dev.mandate.service.reconcile.DeploymentFacts.Setting;
import dev.mandate.service.reconcile.DeploymentFacts.Standing;
import dev.mandate.service.reconcile.DeploymentFacts.WayIn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** What agents told of deployments beside accounts and grants. */
@Repository
class ToldStore {
    /** What is asked. */
    enum About {
        WAYS_IN,
        SIGN_IN;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final DSLContext sql;

    ToldStore(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * What became of a question.
     *
     * @param unseen null where nothing was told, so that what was told before stays
     */
    void asked(
            DeploymentId deployment,
            About about,
            Standing standing,
            @Nullable String code,
            @Nullable List<String> unseen,
            Instant now) {
        sql.execute(
                """
                insert into reconcile.told as known (deployment, about, answer, asked, told, code, unseen)
                values (?, ?, ?, ?::timestamptz, ?::timestamptz, ?, coalesce(?::text[], '{}'))
                on conflict (deployment, about) do update
                set answer = excluded.answer, asked = excluded.asked, code = excluded.code,
                    told = coalesce(excluded.told, known.told),
                    unseen = case when excluded.told is null then known.unseen else excluded.unseen end
                """,
                deployment.value(),
                about.word(),
                standing.word(),
                now,
                unseen == null ? null : now,
                code,
                unseen == null ? null : unseen.toArray(String[]::new));
    }

    /** The ways that are there now; those that were there before keep their time. */
    void replaceWays(DeploymentId deployment, List<Ungoverned.Way> ways, Instant now) {
        var since = ways(deployment).stream()
                .collect(Collectors.toMap(one -> key(one.way()), WayIn::since, (first, same) -> first));
        sql.deleteFrom(WAY_IN).where(WAY_IN.DEPLOYMENT.eq(deployment.value())).execute();
        sql.batch(ways.stream()
                        .map(way -> sql.insertInto(WAY_IN)
                                .set(WAY_IN.DEPLOYMENT, deployment.value())
                                .set(WAY_IN.KIND, way.kind().word())
                                .set(WAY_IN.WHO, way.who())
                                .set(WAY_IN.PLACE, way.where())
                                .set(WAY_IN.SENTENCE, way.sentence())
                                .set(WAY_IN.FIX, way.fix())
                                .set(WAY_IN.SINCE, since.getOrDefault(key(way), now))
                                .onConflictDoNothing())
                        .toList())
                .execute();
    }

    private static List<String> key(Ungoverned.Way way) {
        return List.of(way.kind().word(), way.who(), way.where());
    }

    /** The settings that are in force now; those that were before keep their time. */
    void replaceSettings(DeploymentId deployment, List<LoginSync.Fact> facts, Instant now) {
        var since = settings(deployment).stream()
                .collect(Collectors.toMap(one -> key(one.fact()), Setting::since, (first, same) -> first));
        sql.deleteFrom(SIGN_IN_SETTING)
                .where(SIGN_IN_SETTING.DEPLOYMENT.eq(deployment.value()))
                .execute();
        sql.batch(facts.stream()
                        .map(fact -> sql.insertInto(SIGN_IN_SETTING)
                                .set(SIGN_IN_SETTING.DEPLOYMENT, deployment.value())
                                .set(SIGN_IN_SETTING.SETTING, fact.setting())
                                .set(SIGN_IN_SETTING.VALUE, fact.value())
                                .set(
                                        SIGN_IN_SETTING.CHANGES,
                                        fact.changes().stream()
                                                .sorted()
                                                .map(Facet::name)
                                                .toArray(String[]::new))
                                .set(SIGN_IN_SETTING.SENTENCE, fact.sentence())
                                .set(SIGN_IN_SETTING.FIX, fact.fix())
                                .set(SIGN_IN_SETTING.SINCE, since.getOrDefault(key(fact), now))
                                .onConflictDoNothing())
                        .toList())
                .execute();
    }

    private static List<String> key(LoginSync.Fact fact) {
        return List.of(fact.setting(), fact.value());
    }

    /** When accounts were used; of those that are not named nothing is known any more. */
    void replaceUses(DeploymentId deployment, Map<AccountName, LastUsed.Use> uses, Instant now) {
        var accounts = new ArrayList<String>();
        var used = new ArrayList<@Nullable Instant>();
        uses.forEach((account, use) -> {
            switch (use) {
                case LastUsed.Use.At(Instant at) -> {
                    accounts.add(account.value());
                    used.add(at);
                }
                case LastUsed.Use.Never() -> {
                    accounts.add(account.value());
                    used.add(null);
                }
                case LastUsed.Use.Unknown() -> {}
            }
        });
        sql.deleteFrom(LAST_USED)
                .where(LAST_USED.DEPLOYMENT.eq(deployment.value()))
                .execute();
        sql.execute("""
                insert into reconcile.last_used (deployment, account, used, told)
                select ?, account, used, ?::timestamptz
                from unnest(?::text[], ?::timestamptz[]) as one (account, used)
                """, deployment.value(), now, accounts.toArray(String[]::new), used.toArray(Instant[]::new));
    }

    DeploymentFacts of(DeploymentId deployment) {
        return new DeploymentFacts(
                deployment,
                answer(deployment, About.WAYS_IN, ways(deployment)),
                answer(deployment, About.SIGN_IN, settings(deployment)));
    }

    private <T> Answer<T> answer(DeploymentId deployment, About about, List<T> found) {
        return sql.selectFrom(TOLD)
                .where(TOLD.DEPLOYMENT.eq(deployment.value()), TOLD.ABOUT.eq(about.word()))
                .fetchOptional(row -> new Answer<>(
                        Standing.ofWord(row.getAnswer()),
                        Optional.ofNullable(row.getTold()),
                        Optional.ofNullable(row.getCode()),
                        found,
                        List.of(row.getUnseen())))
                .orElseGet(Answer::never);
    }

    private List<WayIn> ways(DeploymentId deployment) {
        return sql.selectFrom(WAY_IN)
                .where(WAY_IN.DEPLOYMENT.eq(deployment.value()))
                .orderBy(WAY_IN.KIND, WAY_IN.WHO, WAY_IN.PLACE)
                .fetch(row -> new WayIn(
                        new Ungoverned.Way(
                                kind(row.getKind()), row.getWho(), row.getPlace(), row.getSentence(), row.getFix()),
                        row.getSince()));
    }

    private static Ungoverned.Kind kind(String word) {
        return Ungoverned.Kind.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private List<Setting> settings(DeploymentId deployment) {
        return sql.selectFrom(SIGN_IN_SETTING)
                .where(SIGN_IN_SETTING.DEPLOYMENT.eq(deployment.value()))
                .orderBy(SIGN_IN_SETTING.SETTING, SIGN_IN_SETTING.VALUE)
                .fetch(row -> new Setting(
                        new LoginSync.Fact(
                                row.getSetting(),
                                row.getValue(),
                                Arrays.stream(row.getChanges())
                                        .map(Facet::valueOf)
                                        .collect(Collectors.toSet()),
                                row.getSentence(),
                                row.getFix()),
                        row.getSince()));
    }
}
