package dev.mandate.agent.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed.Use;
import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Release;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.Outcome.Applied;
import dev.mandate.model.plan.Outcome.Rejected;
import dev.mandate.model.plan.Outcome.Unreachable;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What surprises people about Airflow, on a real one. Every test leaves everything else in it as it was. */
@ExtendWith(OnAirflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AirflowTrapsIT {
    private static final ReadScope FULL = new ReadScope.Full(Set.of());
    private static final String READ_DAGS = "permission:DAGs can_read";

    private static int tests;

    private final AirflowServer server;
    private final AirflowTarget target;
    private Agent agent;
    private String ann = "";
    private String reader = "";
    private SortedSet<String> before = new TreeSet<>();

    AirflowTrapsIT(AirflowServer server) {
        this.server = server;
        this.target = new AirflowTarget(server);
        this.agent = target.open();
    }

    @BeforeAll
    void nothingToRestore() {
        server.cli("sync-perm");
    }

    @BeforeEach
    void rememberTheCatalogue() {
        tests++;
        ann = AgentContract.MARK + "trap-" + tests + "-ann";
        reader = AgentContract.MARK + "trap-" + tests + "-reader";
        before = others(target.dump());
    }

    @AfterEach
    void nothingElseHasChanged() {
        assertThat(others(target.dump())).isEqualTo(before);
    }

    @AfterAll
    void close() {
        agent.close();
    }

    private static SortedSet<String> others(SortedSet<String> dump) {
        var others = new TreeSet<>(dump);
        others.removeIf(line -> line.contains(AgentContract.MARK));
        return others;
    }

    @Test
    void tellsWhenSomebodyLastSignedIn() {
        make(ann);
        AccountName name = AccountName.of(ann);
        assertThat(agent.lastUsed().orElseThrow().of(Set.of(name))).containsOnly(Map.entry(name, new Use.Never()));
        Instant before = Instant.now();
        tokenOf(ann);
        assertThat(agent.lastUsed().orElseThrow().of(Set.of(name)).get(name))
                .isInstanceOfSatisfying(
                        Use.At.class, use -> assertThat(use.at()).isBetween(before.minusSeconds(2), Instant.now()));
    }

    /** Grants, revokes and deletions alike: each worker keeps what a user may do for [fab] cache_ttl. */
    @Test
    void tellsWhenEveryWorkerActsOnAChange() {
        makeReader(READ_DAGS);
        make(ann, reader);
        String token = tokenOf(ann);
        assertThat(IntStream.range(0, 8).map(i -> server.status(token, "/api/v2/dags")))
                .as("what she may do is now in every worker's memory")
                .containsOnly(200);

        Outcome outcome = only(ContractChanges.remove(ContractChanges.account(ann), "role:" + reader));
        assertThat(outcome)
                .isEqualTo(new Applied(Fixture.NOW.plus(agent.profile().effectDelay())));
        assertThat(holds(ann, "role:" + reader)).as("read back at once").isFalse();
        assertThat(server.status(token, "/api/v2/dags")).as("but not in effect").isEqualTo(200);

        Instant effective = Instant.now().plus(agent.profile().effectDelay());
        int inARow = 0;
        while (inARow < 8 && Instant.now().isBefore(effective)) {
            inARow = server.status(token, "/api/v2/dags") == 403 ? inARow + 1 : 0;
        }
        assertThat(inARow)
                .as("every worker knows before the time that was told")
                .isEqualTo(8);
    }

    @Test
    void asksHowLongWorkersRememberAndElseExpectsTheWorst() {
        assertThat(agent.profile().effectDelay())
                .as("the agent's account may not ask")
                .hasSeconds(30);
        try (Agent admin = target.open(AirflowServer.ADMIN, server.address())) {
            assertThat(admin.profile().effectDelay()).isEqualTo(AirflowServer.CACHE_TTL);
        }
    }

    /** At each start Airflow gives can_read on Website to every custom role, emptied ones included. */
    @Test
    void leavesOutWhatAirflowAddsByItself() {
        makeReader(READ_DAGS);
        server.cli("sync-perm");
        ObservedState state = agent.read(FULL);
        Grant added = ContractChanges.grant(ContractChanges.appRole(reader), "permission:Website can_read");
        assertThat(state.grants()).containsKey(added);
        assertThat(target.vocabulary().isNeutral(added.entitlement())).isTrue();
        assertThat(rejected(
                        only(ContractChanges.remove(ContractChanges.appRole(reader), "permission:Website can_read"))))
                .contains("never changed");

        only(ContractChanges.remove(ContractChanges.appRole(reader), READ_DAGS));
        assertThat(server.sql("SELECT m.name FROM ab_role r JOIN ab_permission_view_role x ON x.role_id = r.id"
                        + " JOIN ab_permission_view v ON v.id = x.permission_view_id"
                        + " JOIN ab_view_menu m ON m.id = v.view_menu_id WHERE r.name = '" + reader + "'"))
                .as("what Airflow added stays")
                .containsExactly("Website");
        assertThat(only(ContractChanges.deleteRole(reader)))
                .as("and does not keep the role")
                .isInstanceOf(Applied.class);
    }

    /** Airflow lets anybody change them, and quietly restores some of it. */
    @Test
    void doesNotTouchTheRolesThatAirflowShips() {
        for (Change change : List.of(
                ContractChanges.add(ContractChanges.appRole("Viewer"), "permission:Connections can_read"),
                ContractChanges.remove(ContractChanges.appRole("Viewer"), READ_DAGS),
                ContractChanges.deleteRole("Public"),
                ContractChanges.createRole("Op"))) {
            assertThat(rejected(only(change))).contains("Airflow ships the role");
        }
    }

    /** Stored, listed, and in no way addressable: %2F is a 404 as well. */
    @Test
    void showsNamesWithASlashAndRefusesToChangeThem() {
        String slashed = AgentContract.MARK + "trap/" + tests;
        only(ContractChanges.createRole(reader));
        server.sql("INSERT INTO ab_role VALUES (nextval('ab_role_id_seq'), '" + slashed + "')");
        server.sql("INSERT INTO ab_user (id, first_name, last_name, username, active, email, created_on)"
                + " VALUES (nextval('ab_user_id_seq'), 'a', 'b', '" + slashed + "', true, '" + slashed + "', now())");
        target.give(ContractChanges.grant(ContractChanges.account(slashed), "role:" + reader));
        ObservedState state = agent.read(FULL);
        assertThat(state.accounts()).containsKey(AccountName.of(slashed));
        assertThat(state.appRoles()).containsKey(AppRoleName.of(slashed));
        for (Change change : List.of(
                ContractChanges.remove(ContractChanges.account(slashed), "role:" + reader),
                ContractChanges.deleteRole(slashed),
                ContractChanges.createRole(slashed + "x"),
                ContractChanges.createAccount(slashed + "x"))) {
            assertThat(only(change))
                    .asInstanceOf(type(Rejected.class))
                    .returns(Rejected.NAME_NOT_ALLOWED, Rejected::code);
        }
        assertThat(holds(slashed, "role:" + reader)).isTrue();
    }

    /** Renaming a role to a name that is taken answers 200 with the new name and does nothing; the agent never renames. */
    @Test
    void neverRenamesARole() {
        makeReader(READ_DAGS);
        server.sql("UPDATE ab_role SET name = '" + reader + "-renamed' WHERE name = '" + reader + "'");
        assertThat(only(ContractChanges.add(ContractChanges.appRole(reader), "permission:XComs can_read")))
                .asInstanceOf(type(Rejected.class))
                .returns(Rejected.UNKNOWN_ON_TARGET, Rejected::code);
        assertThat(agent.read(FULL).appRoles())
                .containsKey(AppRoleName.of(reader + "-renamed"))
                .doesNotContainKey(AppRoleName.of(reader));
    }

    /** 500 in plain text, after which the server drops the connection without saying so. */
    @Test
    void goesOnAfterAnInternalError() {
        only(ContractChanges.createRole(reader));
        make(ann);
        server.sql("CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'trap'; END $$;"
                + " CREATE TRIGGER trap BEFORE INSERT ON ab_user_role FOR EACH ROW EXECUTE FUNCTION trap()");
        try {
            assertThat(only(ContractChanges.add(ContractChanges.account(ann), "role:" + reader)))
                    .asInstanceOf(type(Unreachable.class))
                    .satisfies(outcome -> assertThat(outcome.why()).contains("500"));
        } finally {
            server.sql("DROP TRIGGER trap ON ab_user_role; DROP FUNCTION trap()");
        }
        assertThat(holds(ann, "role:" + reader)).isFalse();
        assertThat(only(ContractChanges.add(ContractChanges.account(ann), "role:" + reader)))
                .isInstanceOf(Applied.class);
        assertThat(holds(ann, "role:" + reader)).isTrue();
    }

    @Test
    void readsButCannotSetWhetherAUserIsActive() {
        make(ann);
        server.sql("UPDATE ab_user SET active = false WHERE username = '" + ann + "'");
        assertThat(agent.read(FULL).accounts().get(AccountName.of(ann)))
                .satisfies(account -> assertThat(account.status()).isEqualTo(AccountStatus.DISABLED));
        assertThat(agent.profile().can(Capability.DISABLE_ACCOUNT)).isFalse();
        assertThat(agent.profile().blindSpots().get(Facet.ACCOUNTS))
                .anyMatch(spot -> spot.contains("cannot be set over REST"));
        assertThat(rejected(only(new Change.SetAccountStatus(
                        AccountName.of(ann), AccountStatus.DISABLED, AccountStatus.ENABLED))))
                .contains("cannot switch");
    }

    /** The server cuts pages to 80 rows and does not say so; the agent asks for 100. */
    @Test
    void readsPagesThatAirflowShortens() {
        target.load(250, 90, 2);
        try {
            ObservedState state = agent.read(FULL);
            assertThat(state.accounts().keySet())
                    .filteredOn(name -> name.value().startsWith(AgentContract.MARK + "load-"))
                    .hasSize(250);
            assertThat(state.appRoles().keySet())
                    .filteredOn(name -> name.value().startsWith(AgentContract.MARK + "load-role-"))
                    .hasSize(90);
        } finally {
            target.unload();
        }
    }

    /** The file of hr_payroll has an access_control, so each parse takes away what others gave on this DAG. */
    @Test
    void whatADagFileRulesOnIsOwnedByItsCode() {
        makeReader("permission:DAG:hr_payroll can_read", "permission:DAG:sales_daily can_read");
        assertThat(gives(reader, "permission:DAG:hr_payroll can_read")).isTrue();
        server.cli("dags", "reserialize");
        assertThat(gives(reader, "permission:DAG:hr_payroll can_read")).isFalse();
        assertThat(gives(reader, "permission:DAG:sales_daily can_read")).isTrue();
        assertThat(agent.profile().blindSpots().get(Facet.ROLE_CONTENT))
                .anyMatch(spot -> spot.contains("owned by DAG code"));
    }

    /** A token of a user that is switched off is a 403 with its own text, not a missing permission. */
    @Test
    void tellsALostLoginFromAMissingPermission() {
        server.sql("UPDATE ab_user SET active = false WHERE username = 'mandate'");
        try {
            Instant end = Instant.now().plus(AirflowServer.CACHE_TTL.multipliedBy(4));
            assertThatThrownBy(() -> {
                        while (Instant.now().isBefore(end)) {
                            agent.read(new ReadScope.Of(Set.of(ContractChanges.account("admin")), Set.of()));
                        }
                    })
                    .asInstanceOf(type(AgentException.class))
                    .returns(ErrorCode.CREDENTIALS_REFUSED, AgentException::code)
                    .satisfies(e -> assertThat(e).hasMessageContaining("active"));
        } finally {
            server.sql("UPDATE ab_user SET active = true WHERE username = 'mandate'");
        }
        agent.close();
        agent = target.open();
        assertThat(agent.read(FULL).accounts()).isNotEmpty();
    }

    @Test
    void namesAPermissionThatTheAgentLacks() {
        make(ann);
        only(ContractChanges.createRole(reader));
        Grant edit = ContractChanges.grant(ContractChanges.appRole("mandate-agent"), "permission:Users can_edit");
        target.take(edit);
        try {
            Instant end = Instant.now().plus(AirflowServer.CACHE_TTL.multipliedBy(4));
            Outcome outcome = only(ContractChanges.add(ContractChanges.account(ann), "role:" + reader));
            while (!(outcome instanceof Rejected) && Instant.now().isBefore(end)) {
                // Either of the two may be the first that the worker's cache no longer lets through.
                outcome = only(ContractChanges.remove(ContractChanges.account(ann), "role:" + reader));
                if (!(outcome instanceof Rejected)) {
                    outcome = only(ContractChanges.add(ContractChanges.account(ann), "role:" + reader));
                }
            }
            assertThat(rejected(outcome)).contains("can_edit on Users");
        } finally {
            target.give(edit);
        }
        agent.read(FULL);
    }

    /** Its resources come into being when the file is parsed; until then Airflow answers 400. */
    @Test
    void saysThatADagIsNotKnownYet() {
        makeReader(READ_DAGS);
        assertThat(agent.apply(ContractChanges.batch(
                        ContractChanges.add(ContractChanges.appRole(reader), "permission:DAG:not_parsed can_read"),
                        ContractChanges.add(ContractChanges.appRole(reader), "permission:XComs can_read"))))
                .satisfiesExactly(
                        unknown -> assertThat(rejected(unknown)).contains("airflow dags reserialize"),
                        other -> assertThat(other).isInstanceOf(Applied.class));
    }

    @Test
    void aPatternCoversWhatThereIs() {
        only(ContractChanges.createRole(reader));
        Grant pattern = ContractChanges.grant(ContractChanges.appRole(reader), "permission:DAG:* can_read");
        only(new Change.AddGrant(pattern, dev.mandate.model.access.Direction.WIDENS));
        int dags = Integer.parseInt(server.sql("SELECT count(*) FROM ab_view_menu WHERE name LIKE 'DAG:%'")
                .getFirst());
        assertThat(agent.read(new ReadScope.Full(Set.of(pattern))).coverage())
                .containsEntry(pattern, new Coverage(dags, dags));
        target.take(ContractChanges.grant(ContractChanges.appRole(reader), "permission:DAG:finance_close can_read"));
        assertThat(agent.read(new ReadScope.Full(Set.of(pattern))).coverage())
                .containsEntry(pattern, new Coverage(dags - 1, dags));
    }

    /** Its names ignore case, its e-mail addresses must be unique. */
    @Test
    void saysWhichUserStandsInTheWay() {
        make(ann);
        assertThat(rejected(only(ContractChanges.createAccount(ann.toUpperCase(java.util.Locale.ROOT)))))
                .contains("does not tell");
        assertThat(rejected(only(ContractChanges.createAccount(ann + "2", "email", ann + "@no-mail.invalid"))))
                .contains("already has the e-mail address");
    }

    /** Whoever may edit users could make itself an administrator. */
    @Test
    void neverTouchesItsOwnAccountOrRole() {
        assertThat(rejected(only(ContractChanges.add(ContractChanges.account("Mandate"), "role:Admin"))))
                .contains("agent's own user");
        assertThat(rejected(only(ContractChanges.add(ContractChanges.appRole("mandate-agent"), READ_DAGS))))
                .contains("the agent's own permissions");
        assertThat(agent.profile().release()).isEqualTo(Release.of("3.3.2"));
    }

    private void makeReader(String... contents) {
        only(ContractChanges.createRole(reader));
        for (String content : contents) {
            assertThat(only(ContractChanges.add(ContractChanges.appRole(reader), content)))
                    .isInstanceOf(Applied.class);
        }
    }

    private void make(String account, String... roles) {
        only(ContractChanges.createAccount(account));
        for (String role : roles) {
            only(ContractChanges.add(ContractChanges.account(account), "role:" + role));
        }
    }

    /** By the back door: a password hash of the admin's, whose password the test knows. */
    private String tokenOf(String account) {
        server.sql("UPDATE ab_user SET password = (SELECT password FROM ab_user WHERE username = 'admin')"
                + " WHERE username = '" + account + "'");
        return server.token(account);
    }

    private boolean holds(String account, String entitlement) {
        return agent.read(FULL)
                .grants()
                .containsKey(ContractChanges.grant(ContractChanges.account(account), entitlement));
    }

    private boolean gives(String role, String entitlement) {
        return agent.read(FULL).grants().containsKey(ContractChanges.grant(ContractChanges.appRole(role), entitlement));
    }

    private Outcome only(Change change) {
        return agent.apply(ContractChanges.batch(change)).getFirst();
    }

    private static String rejected(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Rejected.class);
        return ((Rejected) outcome).why();
    }
}
