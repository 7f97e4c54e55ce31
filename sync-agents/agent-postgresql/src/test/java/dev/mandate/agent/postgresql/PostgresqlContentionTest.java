package dev.mandate.agent.postgresql;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.appRole;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ReadScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Other writers on the same objects, and a target that does not answer in time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresqlContentionTest {
    private static final ReadScope FULL = new ReadScope.Full(Set.of());
    private static final Principal.AppRole ANALYST = appRole("analyst");
    private static final Change SELECT = add(ANALYST, "table:public.orders SELECT");
    private static final Change INSERT = add(ANALYST, "table:public.orders INSERT");

    private final TestServer server = TestServer.embedded();

    @BeforeAll
    void makeTable() {
        server.run(
                "postgres",
                "CREATE ROLE mandate LOGIN CREATEROLE PASSWORD '" + TestServer.PASSWORD + "'",
                "CREATE ROLE bystander",
                "CREATE TABLE orders (id int)",
                "ALTER TABLE orders OWNER TO mandate");
        try (Agent agent = open(60)) {
            agent.apply(batch(List.of(make(ANALYST))));
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** Both change one row of the catalogue; the second fails with "tuple concurrently updated" when the first commits. */
    @Test
    void startsAgainWhenAnotherWriterWasFaster() throws Exception {
        try (Agent agent = open(60);
                Connection other = server.superuser("postgres");
                Statement statement = other.createStatement();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.setAutoCommit(false);
            statement.execute("GRANT SELECT ON orders TO bystander");
            var outcomes = threads.submit(() -> agent.apply(batch(List.of(SELECT))));
            waitUntilItWaits();
            other.commit();
            assertThat(outcomes.get()).hasOnlyElementsOfType(Outcome.Applied.class);
            assertThat(agent.read(FULL).grants().keySet())
                    .anyMatch(grant -> grant.toString().equals("app-role:analyst table:public.orders SELECT"));
            assertThat(server.rows("postgres", "SELECT has_table_privilege('bystander', 'orders', 'SELECT')"))
                    .containsExactly("t");
        }
    }

    @Test
    void givesUpOnALockAndHasDoneNothing() throws Exception {
        try (Agent agent = open(1);
                Connection other = server.superuser("postgres");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("GRANT UPDATE ON orders TO bystander");
            assertThat(agent.apply(batch(List.of(INSERT))))
                    .satisfiesExactly(outcome -> assertThat(outcome)
                            .isInstanceOfSatisfying(
                                    Outcome.Unreachable.class,
                                    unreachable -> assertThat(unreachable.why()).contains("statement timeout")));
            other.rollback();
            assertThat(server.rows("postgres", "SELECT has_table_privilege('analyst', 'orders', 'INSERT')"))
                    .containsExactly("f");
            assertThat(agent.apply(batch(List.of(INSERT)))).hasOnlyElementsOfType(Outcome.Applied.class);
        }
    }

    @Test
    void aReadThatTakesTooLongIsNoRead() throws SQLException {
        try (Agent agent = open(1);
                Connection other = server.superuser("postgres");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE pg_catalog.pg_auth_members IN ACCESS EXCLUSIVE MODE");
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> agent.read(FULL))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
            other.rollback();
            assertThat(agent.read(FULL).accounts()).isNotEmpty();
        }
    }

    /** Rows of one transaction have one xmin. */
    @Test
    void aBatchIsOneTransaction() {
        try (Agent agent = open(60)) {
            agent.apply(batch(List.of(
                    make(account("one")),
                    make(account("two")),
                    make(appRole("three")),
                    add(account("one"), "role:three"))));
            assertThat(server.rows(
                            "postgres",
                            "SELECT count(DISTINCT xmin::text) FROM (SELECT xmin FROM pg_authid WHERE rolname IN"
                                    + " ('one', 'two', 'three') UNION ALL SELECT xmin FROM pg_auth_members"
                                    + " WHERE member = 'one'::regrole) x"))
                    .containsExactly("1");
        }
    }

    private Agent open(int seconds) {
        return new PostgresqlType()
                .open(server.connection(
                        "mandate", Map.of("database", "postgres", "statement-timeout", String.valueOf(seconds))));
    }

    private void waitUntilItWaits() {
        while (server.rows(
                        "postgres",
                        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'mandate' AND wait_event_type = 'Lock'")
                .isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static Change add(Principal principal, String entitlement) {
        return ContractChanges.add(principal, EntitlementText.parse(entitlement));
    }
}
