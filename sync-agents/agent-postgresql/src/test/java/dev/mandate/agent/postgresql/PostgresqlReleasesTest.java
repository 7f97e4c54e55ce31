package dev.mandate.agent.postgresql;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.appRole;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ReadScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one release can and the one before cannot. */
class PostgresqlReleasesTest {
    private static final ReadScope FULL = new ReadScope.Full(Set.of());
    private static final Principal.Account ANN = account("ann");
    private static final Principal.AppRole ANALYST = appRole("analyst");

    @Test
    void release14KnowsOnlyTheAdminOption() {
        try (TestServer server = TestServer.release("14.20.0");
                Agent agent = open(server)) {
            Grant plain = grant(ANN, "role:analyst");
            Grant admin = grant(ANN, "role:analyst;admin=true");
            agent.apply(batch(List.of(make(ANN), make(ANALYST))));
            assertThat(apply(agent, new Change.AddGrant(admin, Direction.WIDENS)))
                    .isInstanceOf(Outcome.Applied.class);
            assertThat(found(agent, plain).grant()).isEqualTo(admin);
            assertThat(apply(agent, new Change.AlterGrant(admin, plain, Direction.NARROWS)))
                    .isInstanceOf(Outcome.Applied.class);
            assertThat(found(agent, plain).grant()).isEqualTo(plain);
            assertThat(code(apply(agent, add(ANN, "role:analyst;inherit=false"))))
                    .isEqualTo(Outcome.Rejected.UNKNOWN_ON_TARGET);
            assertThat(agent.read(FULL).grants())
                    .as("until 15 everybody may create in it")
                    .containsKey(grant(new Principal.Anyone(), "schema:public CREATE"));
        }
    }

    /** From 16 on every grantor has a membership of its own, with its own options. */
    @Test
    void release16KeepsTheGrantorsApart() {
        try (TestServer server = TestServer.release("16.4.0");
                Agent agent = open(server)) {
            agent.apply(batch(List.of(make(ANN), make(ANALYST))));
            assertThat(apply(agent, add(ANN, "role:analyst;inherit=false;set=false")))
                    .isInstanceOf(Outcome.Applied.class);
            assertThat(server.rows(
                            "postgres",
                            "SELECT grantor::regrole, admin_option, inherit_option, set_option FROM pg_auth_members"
                                    + " WHERE member = 'ann'::regrole"))
                    .containsExactly("mandate|f|f|f");
            server.run("postgres", "GRANT analyst TO ann");
            ObservedGrant both = found(agent, grant(ANN, "role:analyst"));
            assertThat(both.fixed()).contains("granted by postgres");
            assertThat(code(apply(agent, add(appRole("analyst"), "table:t MAINTAIN"))))
                    .isEqualTo(Outcome.Rejected.UNKNOWN_ON_TARGET);
        }
    }

    @Test
    void release17KnowsMaintain() {
        try (TestServer server = TestServer.release("17.2.0");
                Agent agent = open(server)) {
            server.run("postgres", "CREATE TABLE t (id int)", "ALTER TABLE t OWNER TO mandate");
            agent.apply(batch(List.of(make(ANALYST))));
            assertThat(apply(agent, add(ANALYST, "table:public.t MAINTAIN"))).isInstanceOf(Outcome.Applied.class);
            assertThat(agent.read(FULL).grants()).containsKey(grant(ANALYST, "table:public.t MAINTAIN"));
        }
    }

    private static Agent open(TestServer server) {
        server.run("postgres", "CREATE ROLE mandate LOGIN CREATEROLE PASSWORD '" + TestServer.PASSWORD + "'");
        return new PostgresqlType().open(server.connection("mandate", Map.of("database", "postgres")));
    }

    private static Grant grant(Principal principal, String entitlement) {
        return new Grant(principal, EntitlementText.parse(entitlement));
    }

    private static Change add(Principal principal, String entitlement) {
        return ContractChanges.add(principal, EntitlementText.parse(entitlement));
    }

    private static Outcome apply(Agent agent, Change change) {
        return agent.apply(batch(List.of(change))).getFirst();
    }

    private static ObservedGrant found(Agent agent, Grant grant) {
        return java.util.Objects.requireNonNull(agent.read(FULL).grants().get(grant.key()), grant.toString());
    }

    private static String code(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected ? rejected.code() : outcome.toString();
    }
}
