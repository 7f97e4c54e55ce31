package dev.mandate.agent.postgresql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import dev.mandate.model.subject.SubjectId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresqlAgentTest {
    private static final Principal ANALYST = new Principal.AppRole(AppRoleName.of("analyst"));
    private static final Principal ANN = new Principal.Account(AccountName.of("ann"));

    private final TestServer server = TestServer.embedded();
    private Agent agent;

    @BeforeAll
    void makeAgent() {
        server.run("postgres", "CREATE ROLE mandate LOGIN CREATEROLE PASSWORD '" + TestServer.PASSWORD + "'");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void makeDatabase() {
        server.run(
                "postgres", "CREATE ROLE owner NOLOGIN", "GRANT owner TO mandate", "CREATE DATABASE shop OWNER owner");
        server.run(
                "shop",
                "SET ROLE owner",
                "CREATE SCHEMA curated",
                "CREATE TABLE curated.orders (id int, total numeric)",
                "CREATE TABLE curated.\"Odd.Name\" (id int)",
                "CREATE VIEW curated.recent AS SELECT * FROM curated.orders",
                "CREATE FUNCTION curated.f(integer, text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE SEQUENCE curated.numbers");
        agent = new PostgresqlType().open(server.connection("mandate", Map.of("database", "shop")));
    }

    @AfterEach
    void dropDatabase() {
        agent.close();
        server.run("postgres", "DROP DATABASE shop WITH (FORCE)");
        for (String role : server.rows(
                "postgres", "SELECT quote_ident(rolname) FROM pg_roles WHERE oid > 16384 AND rolname <> 'mandate'")) {
            server.run("postgres", "DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    @Test
    void makesAccountsRolesMembershipsAndPrivileges() {
        List<Outcome> outcomes = apply(
                createRole(ANALYST),
                createAccount(ANN),
                add(ANALYST, "schema:curated USAGE"),
                add(ANALYST, "table:curated.orders SELECT"),
                add(ANALYST, "column:curated.orders.total UPDATE"),
                add(ANALYST, "sequence:curated.numbers USAGE"),
                add(ANALYST, "function:\"curated.f(integer, text)\" EXECUTE"),
                add(ANALYST, "database:shop CONNECT"),
                add(ANN, "role:analyst"));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isEqualTo(new Outcome.Applied(TestServer.NOW)));
        ObservedState state = agent.read(new ReadScope.Full(Set.of()));
        assertThat(state.accounts().get(AccountName.of("ann")))
                .satisfies(ann -> assertThat(ann.status()).isEqualTo(AccountStatus.ENABLED));
        assertThat(texts(state, ANALYST))
                .containsExactlyInAnyOrder(
                        "schema:curated USAGE",
                        "table:curated.orders SELECT",
                        "column:curated.orders.total UPDATE",
                        "sequence:curated.numbers USAGE",
                        "function:\"curated.f(integer, text)\" EXECUTE",
                        "database:shop CONNECT");
        assertThat(texts(state, ANN)).containsExactly("role:analyst");
    }

    @Test
    void givesAPatternToEveryTableAndSaysHowMany() {
        Grant pattern = new Grant(ANALYST, EntitlementText.parse("table:curated.* SELECT"));
        apply(createRole(ANALYST), add(ANALYST, "table:curated.orders SELECT"));
        assertThat(agent.read(new ReadScope.Full(Set.of(pattern))).coverage())
                .containsEntry(pattern, new Coverage(1, 3));

        apply(new Change.AddGrant(pattern, Direction.WIDENS));
        assertThat(agent.read(new ReadScope.Full(Set.of(pattern))).coverage())
                .containsEntry(pattern, new Coverage(3, 3));
        assertThat(texts(agent.read(new ReadScope.Full(Set.of())), ANALYST))
                .contains("table:\"curated.\\\"Odd.Name\\\"\" SELECT");
        assertThat(apply(new Change.AddGrant(pattern, Direction.WIDENS))).containsExactly(new Outcome.AlreadyInPlace());
    }

    @Test
    void aRefusedChangeDoesNotStopTheOthers() {
        server.run("shop", "CREATE SCHEMA foreign_owned", "CREATE TABLE foreign_owned.t (id int)");
        List<Outcome> outcomes = apply(
                createRole(ANALYST),
                add(ANALYST, "table:foreign_owned.t SELECT"),
                add(ANALYST, "table:curated.gone SELECT"),
                add(ANALYST, "table:curated.orders SELECT"));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Applied.class);
        assertThat(code(outcomes.get(1))).isEqualTo(Outcome.Rejected.NOT_PERMITTED);
        assertThat(code(outcomes.get(2))).isEqualTo(Outcome.Rejected.UNKNOWN_ON_TARGET);
        assertThat(outcomes.get(3)).isInstanceOf(Outcome.Applied.class);
        assertThat(texts(agent.read(new ReadScope.Full(Set.of())), ANALYST))
                .containsExactly("table:curated.orders SELECT");
    }

    /** PostgreSQL answers such a GRANT with a warning and says that it succeeded. */
    @Test
    void aGrantThatOnlyWarnsIsRefused() {
        server.run("shop", "CREATE TABLE public.t (id int)", "GRANT SELECT ON public.t TO mandate");
        assertThat(code(apply(createRole(ANALYST), add(ANALYST, "table:public.t SELECT"))
                        .get(1)))
                .isEqualTo(Outcome.Rejected.NOT_PERMITTED);
    }

    @Test
    void neverWritesWhatAnActionSays() {
        List<Outcome> outcomes = apply(
                createRole(ANALYST), add(ANALYST, "table:curated.orders \"SELECT ON curated.orders TO PUBLIC; --\""));
        assertThat(code(outcomes.get(1))).isEqualTo(Outcome.Rejected.UNKNOWN_ON_TARGET);
        assertThat(apply(createRole(new Principal.AppRole(AppRoleName.of("public")))))
                .allSatisfy(outcome -> assertThat(code(outcome)).isEqualTo(Outcome.Rejected.NAME_NOT_ALLOWED));
    }

    /** REVOKE on a table takes the same privilege from its columns, which nobody asked for. */
    @Test
    void revokingFromATableKeepsWhatIsHeldOnItsColumns() {
        apply(
                createRole(ANALYST),
                add(ANALYST, "table:curated.orders SELECT"),
                add(ANALYST, "column:curated.orders.id SELECT"));
        apply(remove(ANALYST, "table:curated.orders SELECT"));
        assertThat(texts(agent.read(new ReadScope.Full(Set.of())), ANALYST))
                .containsExactly("column:curated.orders.id SELECT");
    }

    @Test
    void leavesAnotherGrantorsMembershipToItsGrantor() {
        apply(createRole(ANALYST), createAccount(ANN));
        server.run("postgres", "GRANT analyst TO ann");
        ObservedGrant found = found("role:analyst", ANN);
        assertThat(found.fixed()).contains("granted by postgres");
        assertThat(code(apply(remove(ANN, "role:analyst")).getFirst())).isEqualTo(Outcome.Rejected.NOT_PERMITTED);
        assertThat(found("role:analyst", new Principal.Account(AccountName.of("mandate")))
                        .fixed())
                .contains("whoever creates the role");
    }

    @Test
    void endsEveryGrantorsMembershipAsASuperuser() {
        server.run("postgres", "CREATE ROLE root LOGIN SUPERUSER PASSWORD '" + TestServer.PASSWORD + "'");
        apply(createRole(ANALYST), createAccount(ANN), add(ANN, "role:analyst"));
        server.run("postgres", "GRANT analyst TO ann");
        try (Agent root = new PostgresqlType().open(server.connection("root", Map.of("database", "shop")))) {
            assertThat(root.apply(ContractChanges.batch(List.of(remove(ANN, "role:analyst")))))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Applied.class));
        }
        assertThat(server.rows("postgres", "SELECT 1 FROM pg_auth_members WHERE member = 'ann'::regrole"))
                .isEmpty();
    }

    /** So that PostgreSQL has little to look through at each change of members. */
    @Test
    void administersAppRolesAsARoleOfTheirOwn() {
        server.run("postgres", "CREATE ROLE role_admin CREATEROLE", "GRANT role_admin TO mandate");
        apply(createRole(new Principal.AppRole(AppRoleName.of("older"))));
        try (Agent through = new PostgresqlType()
                .open(server.connection("mandate", Map.of("database", "shop", "admin-role", "role_admin")))) {
            Grant plain = new Grant(ANN, EntitlementText.parse("role:analyst"));
            Grant passing = new Grant(ANN, EntitlementText.parse("role:analyst;admin=true"));
            assertThat(through.apply(ContractChanges.batch(List.of(
                            createRole(ANALYST),
                            createAccount(ANN),
                            add(ANN, "role:analyst"),
                            add(ANN, "role:older"),
                            add(ANALYST, "table:curated.orders SELECT")))))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Applied.class));
            assertThat(server.rows(
                            "postgres",
                            "SELECT roleid::regrole, grantor::regrole FROM pg_auth_members"
                                    + " WHERE member = 'ann'::regrole ORDER BY 1"))
                    .as("what the agent made before, it administers itself")
                    .containsExactlyInAnyOrder("analyst|role_admin", "older|mandate");
            assertThat(through.apply(
                            ContractChanges.batch(List.of(new Change.AlterGrant(plain, passing, Direction.WIDENS)))))
                    .hasOnlyElementsOfType(Outcome.Applied.class);
            assertThat(through.apply(ContractChanges.batch(List.of(
                            new Change.RemoveGrant(passing, Direction.NARROWS),
                            remove(ANN, "role:older"),
                            remove(ANALYST, "table:curated.orders SELECT"),
                            new Change.DeleteAppRole(AppRoleName.of("analyst")),
                            new Change.DeleteAppRole(AppRoleName.of("older"))))))
                    .hasOnlyElementsOfType(Outcome.Applied.class);
            assertThat(code(through.apply(ContractChanges.batch(List.of(
                                    add(new Principal.AppRole(AppRoleName.of("role_admin")), "role:pg_monitor"))))
                            .getFirst()))
                    .isEqualTo(Outcome.Rejected.NOT_PERMITTED);
        }
    }

    @Test
    void saysHowToMakeTheRoleThatAdministers() {
        try (Agent through = new PostgresqlType()
                .open(server.connection("mandate", Map.of("database", "shop", "admin-role", "nobody")))) {
            assertThat(through.apply(ContractChanges.batch(List.of(createRole(ANALYST)))))
                    .satisfiesExactly(outcome -> assertThat(outcome)
                            .isInstanceOfSatisfying(
                                    Outcome.Unreachable.class,
                                    unreachable ->
                                            assertThat(unreachable.why()).contains("GRANT \"nobody\" TO \"mandate\"")));
        }
    }

    @Test
    void altersOptionsOfAMembership() {
        apply(createRole(ANALYST), createAccount(ANN), add(ANN, "role:analyst"));
        Grant plain = new Grant(ANN, EntitlementText.parse("role:analyst"));
        Grant admin = new Grant(ANN, EntitlementText.parse("role:analyst;admin=true;inherit=false"));
        apply(new Change.AlterGrant(plain, admin, Direction.WIDENS));
        assertThat(found("role:analyst", ANN).grant()).isEqualTo(admin);
        assertThat(code(apply(remove(ANN, "role:analyst")).getFirst())).isEqualTo(Outcome.Rejected.STALE_PRIOR);
        apply(new Change.AlterGrant(admin, plain, Direction.NARROWS));
        assertThat(found("role:analyst", ANN).grant()).isEqualTo(plain);
    }

    @Test
    void aDisabledAccountStaysAnAccount() {
        apply(createAccount(ANN));
        assertThat(apply(new Change.SetAccountStatus(
                        AccountName.of("ann"), AccountStatus.ENABLED, AccountStatus.DISABLED)))
                .containsExactly(new Outcome.Applied(TestServer.NOW));
        ObservedState state = agent.read(new ReadScope.Full(Set.of(), Set.of(AccountName.of("ann"))));
        assertThat(state.accounts().get(AccountName.of("ann")))
                .satisfies(ann -> assertThat(ann.status()).isEqualTo(AccountStatus.DISABLED));
    }

    @Test
    void neverDropsARoleThatOwnsOrIsHeld() {
        apply(createRole(ANALYST), createAccount(ANN), add(ANN, "role:analyst"));
        var delete = new Change.DeleteAppRole(AppRoleName.of("analyst"));
        assertThat(code(apply(delete).getFirst())).isEqualTo(Outcome.Rejected.STALE_PRIOR);
        server.run("shop", "CREATE TABLE public.mine (id int)", "ALTER TABLE public.mine OWNER TO analyst");
        assertThat(code(apply(remove(ANN, "role:analyst"), delete).get(1))).isEqualTo("in-use");
        server.run("shop", "DROP TABLE public.mine");
        assertThat(apply(delete)).containsExactly(new Outcome.Applied(TestServer.NOW));
    }

    @Test
    void showsAndNeverChangesWhatIsNotItsOwn() {
        apply(createRole(ANALYST));
        server.run(
                "shop",
                "GRANT SELECT ON curated.orders TO PUBLIC",
                "GRANT SELECT ON curated.orders TO pg_monitor",
                "GRANT owner TO analyst");
        Principal anyone = new Principal.Anyone();
        Principal owner = new Principal.AppRole(AppRoleName.of("owner"));
        Principal monitor = new Principal.AppRole(AppRoleName.of("pg_monitor"));
        ObservedState state = agent.read(new ReadScope.Full(Set.of()));
        assertThat(texts(state, anyone)).contains("table:curated.orders SELECT", "database:shop CONNECT");
        assertThat(texts(state, monitor)).contains("role:pg_read_all_stats", "table:curated.orders SELECT");
        assertThat(found("table:curated.orders DELETE", owner).fixed()).contains("the owner's own right");
        assertThat(state.appRoles().get(AppRoleName.of("pg_monitor")))
                .satisfies(role -> assertThat(role.builtIn()).isTrue());
        for (Change change : List.of(
                remove(anyone, "table:curated.orders SELECT"),
                add(anyone, "table:curated.orders INSERT"),
                remove(monitor, "table:curated.orders SELECT"),
                add(monitor, "table:curated.orders INSERT"),
                remove(owner, "table:curated.orders DELETE"),
                add(new Principal.Account(AccountName.of("mandate")), "role:analyst"))) {
            assertThat(code(apply(change).getFirst())).as(change.toString()).isEqualTo(Outcome.Rejected.NOT_PERMITTED);
        }
        assertThat(code(apply(new Change.DeleteAppRole(AppRoleName.of("pg_monitor")))
                        .getFirst()))
                .isEqualTo(Outcome.Rejected.NAME_NOT_ALLOWED);
    }

    @Test
    void aLeaverWhoOwnsObjectsIsDisabledAndStrippedAndNeverDropped() {
        apply(createRole(ANALYST), createAccount(ANN), add(ANN, "role:analyst"));
        server.run("shop", "CREATE TABLE public.hers (id int)", "ALTER TABLE public.hers OWNER TO ann");
        assertThat(apply(
                        new Change.SetAccountStatus(
                                AccountName.of("ann"), AccountStatus.ENABLED, AccountStatus.DISABLED),
                        remove(ANN, "role:analyst")))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Applied.class));
        assertThat(server.rows(
                        "shop",
                        "SELECT rolcanlogin, (SELECT count(*) FROM pg_auth_members WHERE member = r.oid),"
                                + " 'public.hers'::regclass FROM pg_roles r WHERE rolname = 'ann'"))
                .containsExactly("f|0|hers");
    }

    /** Default privileges belong to one creator; what another makes is born without. */
    @Test
    void objectsAreBornWithTheDefaultsOfTheirCreator() {
        server.run("postgres", "CREATE ROLE other", "GRANT other TO mandate");
        server.run("shop", "GRANT CREATE ON SCHEMA curated TO other");
        apply(
                createRole(ANALYST),
                add(ANALYST, "default-table:owner.curated SELECT"),
                add(ANALYST, "default-sequence:owner USAGE"),
                add(ANALYST, "default-schema:owner USAGE"));
        server.run(
                "shop",
                "SET ROLE owner",
                "CREATE TABLE curated.mine (id int)",
                "CREATE SEQUENCE curated.counter",
                "CREATE SCHEMA fresh",
                "SET ROLE other",
                "CREATE TABLE curated.others (id int)");
        assertThat(texts(agent.read(new ReadScope.Full(Set.of())), ANALYST))
                .containsExactly(
                        "default-schema:owner USAGE",
                        "default-sequence:owner USAGE",
                        "default-table:owner.curated SELECT",
                        "schema:fresh USAGE",
                        "sequence:curated.counter USAGE",
                        "table:curated.mine SELECT");
    }

    @Test
    void aTableThatIsMadeAgainHasLostItsGrants() {
        apply(
                createRole(ANALYST),
                add(ANALYST, "column:\"curated.\\\"Odd.Name\\\".id\" SELECT"),
                add(ANALYST, "sequence:curated.numbers USAGE"));
        server.run("shop", "DROP SEQUENCE curated.numbers", "SET ROLE owner", "CREATE SEQUENCE curated.numbers");
        assertThat(texts(agent.read(new ReadScope.Full(Set.of())), ANALYST))
                .containsExactly("column:\"curated.\\\"Odd.Name\\\".id\" SELECT");
    }

    @Test
    void namesObjectsWithTheirDatabaseWhereSeveralAreGoverned() {
        try (Agent both =
                new PostgresqlType().open(server.connection("mandate", Map.of("databases", "postgres, shop")))) {
            List<Outcome> outcomes = both.apply(ContractChanges.batch(List.of(
                    createRole(ANALYST),
                    add(ANALYST, "table:shop.curated.orders SELECT"),
                    add(ANALYST, "default-table:shop.owner.curated SELECT"),
                    add(ANALYST, "database:shop CONNECT"))));
            assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Applied.class));
            assertThat(texts(both.read(new ReadScope.Full(Set.of())), ANALYST))
                    .containsExactly(
                            "database:shop CONNECT",
                            "default-table:shop.owner.curated SELECT",
                            "table:shop.curated.orders SELECT");
        }
    }

    @Test
    void showsWhatSomebodyGrantedOnTheCatalogueItself() {
        apply(createRole(ANALYST));
        server.run("shop", "GRANT SELECT ON pg_catalog.pg_authid TO analyst");
        assertThat(texts(agent.read(new ReadScope.Full(Set.of())), ANALYST))
                .containsExactly("table:pg_catalog.pg_authid SELECT");
    }

    @Test
    void leavesOutWhatPublicMayDoInEveryNewCluster() {
        assertThat(texts(agent.read(new ReadScope.Full(Set.of())), new Principal.Anyone()))
                .noneMatch(text -> text.contains("pg_catalog") || text.contains("information_schema"));
        server.run("shop", "GRANT INSERT ON information_schema.tables TO PUBLIC");
        assertThat(texts(agent.read(new ReadScope.Full(Set.of())), new Principal.Anyone()))
                .contains("table:information_schema.tables INSERT");
    }

    @Test
    void saysWhyItCannotOpen() {
        server.run(
                "postgres",
                "REVOKE CONNECT ON DATABASE shop FROM PUBLIC",
                "CREATE ROLE outsider LOGIN PASSWORD '" + TestServer.PASSWORD + "'");
        assertThat(refused(Map.of("database", "shop", "user", "outsider"))).satisfies(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_PERMITTED);
            assertThat(e).hasMessageContaining("GRANT CONNECT ON DATABASE \"shop\" TO \"outsider\"");
        });
        assertThat(refused(Map.of("database", "nowhere")).code()).isEqualTo(ErrorCode.BAD_CONNECT);
        assertThat(refused(Map.of("database", "shop", "user", "nobody")).code())
                .isEqualTo(ErrorCode.CREDENTIALS_REFUSED);
        assertThat(refused(Map.of("database", "shop", "tls", "verify-full")).code())
                .isEqualTo(ErrorCode.INSECURE);
        assertThat(refused(Map.of("database", "shop", "host", "db.example.org")).code())
                .isEqualTo(ErrorCode.INSECURE);
        assertThat(refused(Map.of("database", "shop", "port", "1")).code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(refused(Map.of("port", "x")))
                .hasMessageContaining("port must be")
                .hasMessageContaining("database");
    }

    private AgentException refused(Map<String, String> fields) {
        return assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new PostgresqlType()
                        .open(server.connection("mandate", fields))
                        .close())
                .actual();
    }

    private ObservedGrant found(String entitlement, Principal principal) {
        Grant key = new Grant(principal, EntitlementText.parse(entitlement));
        return requireNonNull(agent.read(new ReadScope.Full(Set.of())).grants().get(key), key.toString());
    }

    private static String code(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected ? rejected.code() : outcome.toString();
    }

    private static Change remove(Principal principal, String entitlement) {
        return new Change.RemoveGrant(new Grant(principal, EntitlementText.parse(entitlement)), Direction.NARROWS);
    }

    private static Stream<String> texts(ObservedState state, Principal principal) {
        return state.grants().values().stream()
                .filter(grant -> grant.grant().principal().equals(principal))
                .map(grant -> grant.grant().entitlement().toString())
                .sorted();
    }

    private static Change createRole(Principal role) {
        return new Change.CreateAppRole(((Principal.AppRole) role).name());
    }

    private static Change createAccount(Principal account) {
        return new Change.CreateAccount(((Principal.Account) account).name(), SubjectId.of("ann"), new TreeMap<>());
    }

    private static Change add(Principal principal, String entitlement) {
        return new Change.AddGrant(new Grant(principal, EntitlementText.parse(entitlement)), Direction.WIDENS);
    }

    private List<Outcome> apply(Change... changes) {
        return agent.apply(new Batch(
                0,
                Lane.REST,
                Stream.of(changes)
                        .map(change -> new PlannedChange(change, Cause.POLICY, Lane.REST))
                        .toList()));
    }
}
