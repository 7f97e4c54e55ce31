package dev.mandate.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.EffectiveAccess.Answer;
import dev.mandate.agent.api.EffectiveAccess.Verdict;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.api.Ungoverned.Kind;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real server says of who may do what, and the ways in that no grant shows. */
class PostgresqlProbeTest {
    private static final Principal ANN = ContractChanges.account("ann");
    private static final Principal BOSS = ContractChanges.account("boss");
    private static final Principal ANYONE = new Principal.Anyone();

    private static TestServer server;
    private Agent agent;

    @BeforeAll
    static void start() {
        server = TestServer.embedded();
        server.run(
                "postgres",
                "CREATE ROLE mandate LOGIN CREATEROLE PASSWORD '" + TestServer.PASSWORD + "'",
                "CREATE ROLE ann LOGIN",
                "CREATE ROLE boss LOGIN SUPERUSER",
                "CREATE ROLE \"Odd \"\"role\" NOLOGIN",
                "CREATE DATABASE shop",
                "CREATE DATABASE depot");
        server.run(
                "shop",
                "CREATE SCHEMA \"Cur.ated\"",
                "CREATE TABLE \"Cur.ated\".orders (id int, total int)",
                "GRANT SELECT (total) ON \"Cur.ated\".orders TO \"Odd \"\"role\"",
                "GRANT USAGE ON SCHEMA \"Cur.ated\" TO PUBLIC",
                "GRANT \"Odd \"\"role\" TO ann");
        server.run("depot", "CREATE TABLE shelf (id int)", "GRANT SELECT ON shelf TO ann");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        agent = new PostgresqlType().open(server.connection("mandate", Map.of("database", "shop")));
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private Answer ask(Principal who, String what) {
        var question = new Grant(who, EntitlementText.parse(what));
        return Objects.requireNonNull(
                agent.effectiveAccess().orElseThrow().ask(Set.of(question)).get(question));
    }

    @Test
    void everyWayCounts() {
        String total = "column:\"\\\"Cur.ated\\\".orders.total\" SELECT";
        assertThat(ask(ANN, total)).isEqualTo(Answer.YES);
        assertThat(ask(ANN, "column:\"\\\"Cur.ated\\\".orders.id\" SELECT")).isEqualTo(Answer.NO);
        assertThat(ask(ANN, "schema:\"\\\"Cur.ated\\\"\" USAGE")).isEqualTo(Answer.YES);
        assertThat(ask(ANYONE, "schema:\"\\\"Cur.ated\\\"\" USAGE")).isEqualTo(Answer.YES);
        assertThat(ask(ANYONE, total)).isEqualTo(Answer.NO);
        assertThat(ask(ANN, "role:\"Odd \\\"role\"")).isEqualTo(Answer.YES);
        assertThat(ask(ANN, "role:\"Odd \\\"role\";admin=true")).isEqualTo(Answer.NO);
        assertThat(ask(BOSS, "table:\"\\\"Cur.ated\\\".orders\" DELETE;grantable=true"))
                .isEqualTo(Answer.YES);
    }

    @Test
    void whatTheServerIsNotAskedIsUnknownAndSaysWhy() {
        unknown(ContractChanges.account("nobody"), "database:shop CONNECT", "no role");
        unknown(new Principal.ExternalGroup("staff"), "database:shop CONNECT", "no role");
        unknown(ANN, "table:missing SELECT", "no governed database");
        unknown(ANN, "table:shelf SELECT", "no governed database");
        unknown(ANN, "table:* SELECT", "one thing");
        unknown(ANYONE, "role:ann", "one role");
        unknown(ANN, "default-table:ann SELECT", "things to come");
        unknown(ANN, "attribute:CREATEDB", "no privilege");
        unknown(ANN, "table:\"\\\"Cur.ated\\\".orders\" FLY", "no privilege");
        unknown(ANN, "table:\"\\\"Cur.ated\\\".orders\" SELECT;effect=deny", "no privilege");
    }

    private void unknown(Principal who, String what, String why) {
        Answer answer = ask(who, what);
        assertThat(answer.verdict()).as(what).isEqualTo(Verdict.UNKNOWN);
        assertThat(answer.why()).contains(why);
    }

    @Test
    void eachDatabaseIsAskedForItsOwn() {
        try (Agent both = new PostgresqlType().open(server.connection("mandate", Map.of("databases", "shop, depot")))) {
            var here = new Grant(ANN, EntitlementText.parse("column:\"shop.\\\"Cur.ated\\\".orders.total\" SELECT"));
            var there = new Grant(ANN, EntitlementText.parse("table:depot.public.shelf SELECT"));
            var connect = new Grant(ANN, EntitlementText.parse("database:depot CONNECT"));
            var nowhere = new Grant(ANN, EntitlementText.parse("table:shop.public.shelf SELECT"));
            Map<Grant, Answer> answers =
                    both.effectiveAccess().orElseThrow().ask(Set.of(here, there, connect, nowhere));
            assertThat(answers).hasSize(4).containsEntry(here, Answer.YES).containsEntry(there, Answer.YES);
            assertThat(answers).containsEntry(connect, Answer.YES);
            assertThat(Objects.requireNonNull(answers.get(nowhere)).verdict()).isEqualTo(Verdict.UNKNOWN);
        }
    }

    @Test
    void superusersAndWhatIsEverybodysAreFound() {
        server.run(
                "shop",
                "GRANT CREATE ON SCHEMA \"Cur.ated\" TO PUBLIC",
                "GRANT SELECT ON \"Cur.ated\".orders TO PUBLIC");
        Ungoverned.Found found = agent.ungoverned().orElseThrow().find();
        server.run(
                "shop",
                "REVOKE CREATE ON SCHEMA \"Cur.ated\" FROM PUBLIC",
                "REVOKE SELECT ON \"Cur.ated\".orders FROM PUBLIC");
        assertThat(found.ways())
                .filteredOn(way -> way.kind() == Kind.BOOTSTRAP_ADMIN)
                .extracting(Ungoverned.Way::who)
                .containsExactly("postgres", "boss");
        assertThat(found.ways())
                .filteredOn(way -> way.kind() == Kind.PUBLIC)
                .extracting(Ungoverned.Way::fix)
                .containsExactly(
                        "run REVOKE CREATE ON SCHEMA \"Cur.ated\" FROM PUBLIC",
                        "run REVOKE ALL ON \"Cur.ated\".orders FROM PUBLIC");
        assertThat(agent.ungoverned().orElseThrow().find().ways()).noneMatch(way -> way.kind() == Kind.PUBLIC);
    }

    @Test
    void linesThatAskForNoProofAreFoundOnceTheyMayBeRead() {
        assertThat(agent.ungoverned().orElseThrow().find().unseen())
                .singleElement()
                .asString()
                .contains("GRANT SELECT ON pg_catalog.pg_hba_file_rules TO \"mandate\"");
        server.run(
                "shop",
                "GRANT SELECT ON pg_catalog.pg_hba_file_rules TO mandate",
                "GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO mandate");
        Ungoverned.Found found = agent.ungoverned().orElseThrow().find();
        assertThat(found.unseen()).isEmpty();
        assertThat(found.ways())
                .filteredOn(way -> way.kind() == Kind.TRUST_LOGIN)
                .hasSize(Integer.parseInt(
                        server.rows("shop", "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method = 'trust'")
                                .getFirst()));
    }
}
