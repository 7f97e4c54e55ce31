package dev.mandate.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Agent;
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
