package dev.mandate.service.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AccountPattern;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.SignIn;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.directory.TestingDirectory;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.policy.Sight;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings of the deployment pos at 10, 12 and 14 o'clock; it is 15 o'clock. */
class HistoryApiTest {
    private static final Caller READER = Caller.reader("grace");
    private static final DeploymentId POS = DeploymentId.of("pos");
    private static final DeploymentId WEB = DeploymentId.of("web");
    private static final SubjectId ANN = SubjectId.of("00000000-0000-4000-8000-000000000001");
    private static final SubjectId BOB = SubjectId.of("00000000-0000-4000-8000-000000000002");
    private static final Entitlement ORDERS = EntitlementText.parse("table:curated.orders SELECT");

    private static final TestingDatabase DATABASE = TestingDatabase.create();

    private final TestingClock clock = new TestingClock(hour(15));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private HistoryApi history;

    private static Instant hour(int hour) {
        return Instant.parse("2026-11-21T00:00:00Z").plus(Duration.ofHours(hour));
    }

    private static void sql(String statement) {
        DATABASE.asSuperuser().execute(statement);
    }

    @BeforeEach
    void threeReadings() {
        history = new HistoryApi(
                new HeldStore(DATABASE.queries()),
                TestingDirectory.api(DATABASE, data),
                TestingDirectory.identities(DATABASE, data),
                (caller, permission) -> {
                    caller.require(permission);
                    return caller.mayEverywhere(permission)
                            ? Sight.ALL
                            : new Sight(false, Map.of(POS, deployment(POS)));
                },
                clock,
                DATABASE.transactions());
        sql(
                "truncate directory.source, directory.group_subject, fleet.deployment, reconcile.reading, reconcile.holding cascade");
        sql("insert into directory.source (id, attempted) values ('corp', now())");
        person(ANN, "ann", "Ann Lee");
        person(BOB, "bob", "Bob Ray");
        sql("insert into fleet.deployment (id) values ('pos'), ('web')");
        for (var hour : List.of(10, 12, 14)) {
            sql("insert into reconcile.reading values ('pos', '" + hour(hour) + "')");
        }
        account("ann", ANN);
        account("bob", BOB);
    }

    private static void person(SubjectId id, String username, String name) {
        sql(
                "insert into directory.subject (id, source, external_id, kind, state, tenure, missing, attributes) values ('"
                        + id + "', 'corp', '" + username + "', 'person', 'active', 1, false, '{\"username\":\""
                        + username
                        + "\",\"name\":\"" + name + "\"}')");
    }

    @Test
    void whenAccountsWereUsedIsToldOfNowAloneAndNeverGuessed() {
        sql("truncate reconcile.last_used");
        assertThat(history.what(READER, ANN, Optional.empty()).uses()).isEmpty();
        sql("insert into reconcile.last_used values ('pos', 'ann', '" + hour(13) + "', '" + hour(14)
                + "'), ('pos', 'bob', null, '" + hour(14) + "'), ('web', 'ann', '" + hour(13) + "', '" + hour(14)
                + "')");
        assertThat(history.what(READER, ANN, Optional.empty()).uses())
                .containsExactly(new Answer.Use(POS, AccountName.of("ann"), Optional.of(hour(13)), hour(14)));
        assertThat(history.what(READER, BOB, Optional.empty()).uses())
                .containsExactly(new Answer.Use(POS, AccountName.of("bob"), Optional.empty(), hour(14)));
        assertThat(history.what(READER, ANN, Optional.of(hour(13))).uses()).isEmpty();
    }

    private static void account(String name, SubjectId subject) {
        sql("insert into fleet.account (deployment, name, kind, status, owned, first_seen) values ('pos', '" + name
                + "', 'personal', 'enabled', true, '" + hour(9) + "')");
        sql("insert into fleet.account_link (deployment, name, subject, evidence, since) values ('pos', '" + name
                + "', '" + subject + "', 'made', '" + hour(9) + "')");
    }

    /** Seen first and last with these readings; 0 stands for none before, and for not gone. */
    private static void holding(String kind, String name, String what, int after, int since, int lastWith, int gone) {
        sql(
                "insert into reconcile.holding (deployment, principal_kind, principal_name, entitlement, given, after, since,"
                        + " last_with, gone) values ('pos', '" + kind + "', '" + name + "', '" + what
                        + "', '{\"roles\":[\"cashier\"]}', " + at(after) + ", " + at(since) + ", " + at(lastWith) + ", "
                        + at(gone) + ")");
    }

    private static String at(int hour) {
        return hour == 0 ? "null" : "'" + hour(hour) + "'";
    }

    private List<String> who(Entitlement what, Instant asOf) {
        return history.who(READER, POS, what, Optional.of(asOf)).holdings().stream()
                .map(held -> held.certainty() + " " + held.principal() + " " + held.through())
                .toList();
    }

    private List<String> what(SubjectId subject, Instant asOf) {
        return history.what(READER, subject, Optional.of(asOf)).holdings().stream()
                .map(held -> held.certainty() + " " + held.entitlement() + " " + held.through())
                .toList();
    }

    @Test
    void betweenTwoReadingsNothingIsKnown() {
        holding("account", "ann", ORDERS.toString(), 10, 12, 12, 14);
        assertThat(who(ORDERS, hour(10))).isEmpty();
        assertThat(who(ORDERS, hour(11))).containsExactly("UNKNOWN account:ann []");
        assertThat(who(ORDERS, hour(12))).containsExactly("HELD account:ann []");
        assertThat(who(ORDERS, hour(13))).containsExactly("UNKNOWN account:ann []");
        assertThat(who(ORDERS, hour(14))).isEmpty();
        assertThat(who(ORDERS, hour(15))).isEmpty();
        assertThat(what(ANN, hour(12))).containsExactly("HELD table:curated.orders SELECT []");
        assertThat(what(ANN, hour(13))).containsExactly("UNKNOWN table:curated.orders SELECT []");
        assertThat(what(ANN, hour(14))).isEmpty();
        assertThat(what(BOB, hour(12))).isEmpty();
    }

    @Test
    void afterTheLastReadingItCountsAndItsAgeIsTold() {
        holding("account", "ann", ORDERS.toString(), 0, 10, 0, 0);
        var answer = history.who(READER, POS, ORDERS, Optional.empty());
        assertThat(answer.asOf()).isEqualTo(hour(15));
        assertThat(answer.holdings()).singleElement().satisfies(held -> {
            assertThat(held.person())
                    .hasValueSatisfying(person -> assertThat(person.name()).isEqualTo("Ann Lee"));
            assertThat(held.certainty()).isEqualTo(Certainty.HELD);
            assertThat(held.because()).containsExactly("cashier");
            assertThat(held.after()).isEmpty();
            assertThat(held.since()).isEqualTo(hour(10));
        });
        assertThat(answer.freshness()).containsExactly(new Freshness(POS, Optional.of(hour(14)), false));
        var later = history.who(READER, POS, ORDERS, Optional.of(hour(14 + 25)));
        assertThat(later.freshness()).containsExactly(new Freshness(POS, Optional.of(hour(14)), true));
    }

    @Test
    void whatWasNeverReadIsNotKnownAndNotEmpty() {
        holding("account", "ann", ORDERS.toString(), 0, 10, 0, 0);
        var before = history.who(READER, POS, ORDERS, Optional.of(hour(9)));
        assertThat(before.complete()).isFalse();
        assertThat(before.freshness()).containsExactly(new Freshness(POS, Optional.empty(), true));
        var answer = history.what(READER, ANN, Optional.empty());
        assertThat(answer.holdings()).hasSize(1);
        assertThat(answer.complete()).isFalse();
        assertThat(answer.freshness())
                .containsExactly(
                        new Freshness(POS, Optional.of(hour(14)), false), new Freshness(WEB, Optional.empty(), true));
    }

    @Test
    void followsAppRolesInBothDirections() {
        holding("account", "ann", "role:clerk", 0, 10, 0, 0);
        holding("account", "bob", "role:clerk;admin=true", 10, 12, 0, 0);
        holding("app-role", "clerk", "role:reader", 0, 10, 0, 0);
        holding("app-role", "reader", ORDERS.toString(), 0, 10, 12, 14);
        holding("app-role", "reader", "role:clerk", 0, 10, 0, 0); // products allow a cycle
        assertThat(who(ORDERS, hour(12)))
                .containsExactly(
                        "HELD account:ann [clerk, reader]",
                        "HELD account:bob [clerk, reader]",
                        "HELD app-role:clerk [reader]",
                        "HELD app-role:reader []");
        assertThat(who(ORDERS, hour(11)))
                .contains("UNKNOWN account:bob [clerk, reader]", "HELD account:ann [clerk, reader]");
        assertThat(who(ORDERS, hour(13))).contains("UNKNOWN account:ann [clerk, reader]");
        assertThat(what(ANN, hour(12)))
                .containsExactly(
                        "HELD role:clerk []",
                        "HELD role:reader [clerk]",
                        "HELD table:curated.orders SELECT [clerk, reader]");
        assertThat(what(BOB, hour(11)))
                .containsExactly(
                        "UNKNOWN role:clerk;admin=true []",
                        "UNKNOWN role:clerk [clerk, reader]",
                        "UNKNOWN role:reader [clerk]",
                        "UNKNOWN table:curated.orders SELECT [clerk, reader]");
        assertThat(what(ANN, hour(15))).containsExactly("HELD role:clerk []", "HELD role:reader [clerk]");
    }

    @Test
    void whatIsGivenToEverybodyOrByPatternCountsAndADenyDoesNot() {
        holding("anyone", "", "database:shop CONNECT", 0, 10, 0, 0);
        holding("account", "bob", "table:curated.* SELECT", 0, 10, 0, 0);
        holding("account", "ann", ORDERS + ";effect=deny", 0, 10, 0, 0);
        assertThat(what(ANN, hour(12))).containsExactly("HELD database:shop CONNECT []");
        assertThat(who(ORDERS, hour(12))).containsExactly("HELD account:bob []");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> who(EntitlementText.parse("table:curated.* SELECT"), hour(12)))
                .withMessageContaining("stands for many");
    }

    @Test
    void anAccountIsWhoseItWasThen() {
        holding("account", "ann", ORDERS.toString(), 0, 10, 0, 0);
        sql("update fleet.account_link set until = '" + hour(13) + "' where name = 'ann'");
        sql("insert into fleet.account_link (deployment, name, subject, evidence, since) values ('pos', 'ann', '"
                + SubjectId.of("00000000-0000-4000-8000-000000000003") + "', 'person', '" + hour(13) + "')");
        assertThat(what(ANN, hour(12))).hasSize(1);
        assertThat(what(ANN, hour(14))).isEmpty();
        assertThat(history.who(READER, POS, ORDERS, Optional.of(hour(14))).holdings())
                .singleElement()
                .satisfies(held -> assertThat(held.person()).isEmpty());
    }

    @Test
    void findsPeopleByNameOrId() {
        assertThat(history.find("corp/ann"))
                .hasValueSatisfying(person -> assertThat(person.id()).isEqualTo(ANN));
        assertThat(history.find(BOB.value()))
                .hasValueSatisfying(person -> assertThat(person.username()).isEqualTo("bob"));
        assertThat(history.find("corp/none")).isEmpty();
        assertThat(history.find("none")).isEmpty();
        sql("insert into directory.subject (id, source, external_id, kind, state, tenure, missing, attributes)"
                + " select gen_random_uuid(), source, 'x', kind, 'left', 1, false, attributes from directory.subject where id = '"
                + ANN + "'");
        assertThat(history.find("corp/ann"))
                .hasValueSatisfying(person -> assertThat(person.id()).isEqualTo(ANN));
        sql("update directory.subject set state = 'active'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history.find("corp/ann"))
                .withMessageContaining("several people have the name corp/ann");
    }

    @Test
    void whoMaySeeAPartIsAnsweredAsIfThereWereNothingBeyondIt() {
        var over = new Selector(Set.of(), Set.of(POS), new TreeMap<>());
        var part = Caller.signedIn(ANN, Set.of(new Remit(Set.of(Permission.ACCESS_READ), over)), hour(15));
        assertThat(history.who(part, POS, ORDERS, Optional.empty()).holdings()).isEmpty();
        for (DeploymentId other : List.of(WEB, DeploymentId.of("nothing"))) {
            assertThatExceptionOfType(NotAllowed.class)
                    .isThrownBy(() -> history.who(part, other, ORDERS, Optional.empty()))
                    .withMessageContaining("policy names no deployment " + other);
        }
        assertThat(history.what(part, ANN, Optional.empty()).freshness())
                .extracting(Freshness::deployment)
                .containsExactly(POS);
        assertThat(history.what(READER, ANN, Optional.empty()).freshness())
                .extracting(Freshness::deployment)
                .containsExactly(POS, WEB);
        var nobody = Caller.past(Caller.Kind.ANONYMOUS, "x", null, null);
        assertThatExceptionOfType(Caller.NotPermitted.class)
                .isThrownBy(() -> history.what(nobody, ANN, Optional.empty()));
    }

    private static Deployment deployment(DeploymentId id) {
        return new Deployment(
                id,
                ApplicationName.of("postgresql"),
                null,
                new TreeMap<>(),
                new TreeMap<>(),
                Deployment.LOCAL_AGENT,
                Modes.OBSERVE_ALL,
                AccountPattern.USERNAME,
                SignIn.EXTERNAL,
                null,
                false);
    }
}
