package dev.mandate.agent.postgresql;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.add;
import static dev.mandate.agent.testkit.ContractChanges.appRole;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static dev.mandate.agent.testkit.ContractChanges.memberOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Agent;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** 10,000 accounts, 500 roles, 50,000 memberships, made from nothing and read back. Bounds are for a busy machine. */
class PostgresqlSpeedTest {
    private static final int ACCOUNTS = 10_000;
    private static final int ROLES = 500;
    private static final int EACH = 5;

    @Test
    void makesAndReadsTenThousandAccountsInSeconds() {
        try (TestServer server = TestServer.embedded()) {
            server.run("postgres", "CREATE ROLE mandate LOGIN SUPERUSER PASSWORD '" + TestServer.PASSWORD + "'");
            try (Agent agent =
                    new PostgresqlType().open(server.connection("mandate", Map.of("database", "postgres")))) {
                long start = System.nanoTime();
                List<Change> changes = changes();
                for (int at = 0; at < changes.size(); at += agent.profile().maxBatch()) {
                    List<Change> some = changes.subList(
                            at, Math.min(changes.size(), at + agent.profile().maxBatch()));
                    assertThat(agent.apply(batch(some))).allMatch(Outcome.Applied.class::isInstance);
                }
                Duration applied = Duration.ofNanos(System.nanoTime() - start);
                agent.read(new ReadScope.Full(Set.of()));
                start = System.nanoTime();
                ObservedState state = agent.read(new ReadScope.Full(Set.of()));
                Duration read = Duration.ofNanos(System.nanoTime() - start);
                System.out.println("applied " + changes.size() + " changes in " + applied.toMillis() + " ms, read "
                        + state.grants().size() + " grants in " + read.toMillis() + " ms");
                assertThat(state.accounts()).hasSizeGreaterThan(ACCOUNTS);
                assertThat(state.grants()).hasSizeGreaterThan(ACCOUNTS * EACH);
                assertThat(applied).isLessThan(Duration.ofSeconds(60));
                assertThat(read).isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    private static List<Change> changes() {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < ROLES; i++) {
            changes.add(make(appRole("role-" + i)));
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            changes.add(make(account("person-" + i)));
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            for (int role = 0; role < EACH; role++) {
                changes.add(add(account("person-" + i), memberOf(appRole("role-" + (i * EACH + role) % ROLES))));
            }
        }
        return changes;
    }
}
