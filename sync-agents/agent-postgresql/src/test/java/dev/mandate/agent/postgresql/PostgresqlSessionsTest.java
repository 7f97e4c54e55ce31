package dev.mandate.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.SessionKill.Ended;
import dev.mandate.agent.testkit.ContractTarget.Session;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Facet;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.ReadScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Open connections on a real server: whose are ended, by which agent, and whose never. */
class PostgresqlSessionsTest {
    private static final AccountName ANN = AccountName.of("ann");
    private static final AccountName BOSS = AccountName.of("boss");

    private static TestServer server;
    private Agent agent;

    @BeforeAll
    static void start() {
        server = TestServer.embedded();
        server.run("postgres", "CREATE ROLE mandate LOGIN CREATEROLE PASSWORD '" + TestServer.PASSWORD + "'");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void people() {
        server.run(
                "postgres",
                "GRANT pg_signal_backend TO mandate",
                "CREATE ROLE ann LOGIN PASSWORD 'x'",
                "CREATE ROLE bob LOGIN PASSWORD 'x'",
                "CREATE ROLE boss LOGIN SUPERUSER PASSWORD 'x'",
                "CREATE DATABASE shop",
                "GRANT ann TO mandate WITH ADMIN TRUE, INHERIT FALSE, SET FALSE");
        agent = open();
    }

    @AfterEach
    void nobody() {
        agent.close();
        server.run("postgres", "DROP DATABASE shop WITH (FORCE)", "DROP ROLE ann, bob, boss");
    }

    private static Agent open() {
        return new PostgresqlType().open(server.connection("mandate", Map.of("database", "shop")));
    }

    private SessionKill kill() {
        return agent.sessionKill().orElseThrow();
    }

    @Test
    void theyEndInEveryDatabaseAndOthersStayAndSoDoesOurOwn() {
        agent.close();
        agent = open();
        try (Session here = server.session("shop", "ann", "x");
                Session elsewhere = server.session("postgres", "ann", "x");
                Session bob = server.session("shop", "bob", "x");
                Agent another = open()) {
            assertThat(disable()).containsExactly(new Outcome.Applied(Sessions.NO_BOUND));
            assertThat(kill().end(Set.of(ANN))).containsOnly(Map.entry(ANN, new Ended(2, 0, "")));
            assertThat(List.of(here, elsewhere)).noneMatch(Session::isOpen);
            assertThat(bob.isOpen()).isTrue();
            assertThat(agent.read(new ReadScope.Full(Set.of())).accounts()).isNotEmpty();
            String backends = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'mandate'";
            assertThat(server.rows("postgres", backends)).containsExactly("2");
            assertThat(kill().end(Set.of(agent.profile().self()))).isEmpty();
            assertThat(server.rows("postgres", backends)).containsExactly("2");
            assertThat(another.read(new ReadScope.Full(Set.of())).accounts()).isNotEmpty();
        }
    }

    private List<Outcome> disable() {
        var change = new Change.SetAccountStatus(ANN, AccountStatus.ENABLED, AccountStatus.DISABLED);
        return agent.apply(new Batch(
                1, Lane.URGENT_REMOVALS, List.of(new PlannedChange(change, Cause.LEFT, Lane.URGENT_REMOVALS))));
    }

    @Test
    void withoutThePrivilegeItSaysWhatToGrantAndEndsNothing() {
        server.run("postgres", "REVOKE pg_signal_backend FROM mandate");
        agent.close();
        agent = open();
        String fix = "GRANT pg_signal_backend TO \"mandate\"";
        try (Session session = server.session("shop", "ann", "x")) {
            assertThat(kill().open(Set.of(ANN)).values())
                    .singleElement()
                    .satisfies(open -> assertThat(open.mayNot()).contains(fix));
            assertThat(kill().end(Set.of(ANN)).values()).singleElement().satisfies(ended -> {
                assertThat(ended.ended()).isZero();
                assertThat(ended.left()).isEqualTo(1);
                assertThat(ended.why()).contains(fix);
            });
            assertThat(session.isOpen()).isTrue();
        }
        assertThat(agent.profile().blindSpots().get(Facet.ACCOUNTS)).anyMatch(spot -> spot.contains(fix));
    }

    @Test
    void membershipInTheRoleItselfIsEnough() {
        server.run("postgres", "REVOKE pg_signal_backend FROM mandate", "GRANT ann TO mandate WITH INHERIT TRUE");
        try (Session session = server.session("shop", "ann", "x")) {
            assertThat(kill().end(Set.of(ANN))).containsOnly(Map.entry(ANN, new Ended(1, 0, "")));
            assertThat(session.isOpen()).isFalse();
        }
    }

    @Test
    void aSuperuserIsNeverThrownOutNotEvenByOne() {
        server.run("postgres", "ALTER ROLE mandate SUPERUSER");
        try (Session session = server.session("shop", "boss", "x")) {
            assertThat(kill().open(Set.of(BOSS))).isEmpty();
            assertThat(kill().end(Set.of(BOSS))).isEmpty();
            assertThat(session.isOpen()).isTrue();
        } finally {
            server.run("postgres", "ALTER ROLE mandate NOSUPERUSER");
        }
    }
}
