package dev.mandate.agent.postgresql;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.add;
import static dev.mandate.agent.testkit.ContractChanges.appRole;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static dev.mandate.agent.testkit.ContractChanges.memberOf;
import static dev.mandate.agent.testkit.ContractChanges.remove;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Agent;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * 10,000 accounts, 500 roles, 50,000 memberships, made from nothing, read back, 1 % changed. Bounds are for a busy
 * machine. With CREATEROLE from 16 on PostgreSQL's own cost grows with what the agent made, so there it is a tenth, or
 * the AppRoles are administered by a role of their own.
 */
class PostgresqlSpeedTest {
    private static final int ROLES = 500;
    private static final int EACH = 5;
    private static final ReadScope FULL = new ReadScope.Full(Set.of());

    @ParameterizedTest
    @CsvSource({"SUPERUSER, 10000, mandate", "CREATEROLE, 1000, mandate", "CREATEROLE, 10000, role_admin"})
    void makesReadsAndChangesThousandsOfAccountsInSeconds(String attribute, int accounts, String admin) {
        try (TestServer server = TestServer.embedded()) {
            server.run(
                    "postgres", "CREATE ROLE mandate LOGIN " + attribute + " PASSWORD '" + TestServer.PASSWORD + "'");
            var fields = new HashMap<>(Map.of("database", "postgres"));
            if (!admin.equals("mandate")) {
                server.run("postgres", "CREATE ROLE role_admin CREATEROLE", "GRANT role_admin TO mandate");
                fields.put("admin-role", admin);
            }
            try (Agent agent = new PostgresqlType().open(server.connection("mandate", fields))) {
                Timed<Boolean> made = timed(() -> apply(agent, everything(accounts)));
                Timed<ObservedState> read = timed(() -> agent.read(FULL));
                Timed<Boolean> changed = timed(() -> apply(agent, onePercent(accounts)));
                Timed<ObservedState> again = timed(() -> agent.read(FULL));
                System.out.println(attribute + " " + accounts + " by " + admin + ": made in " + made.millis()
                        + " ms, read in " + read.millis() + " ms, 1 % changed in " + changed.millis() + " ms, read in "
                        + again.millis() + " ms");
                assertThat(made.result()).isTrue();
                assertThat(changed.result()).isTrue();
                assertThat(again.result().accounts()).hasSizeGreaterThan(accounts);
                assertThat(again.result().grants()).hasSizeGreaterThan(accounts * EACH);
                assertThat(made.took()).isLessThan(Duration.ofMinutes(1));
                assertThat(changed.took()).isLessThan(Duration.ofSeconds(10));
                assertThat(again.took()).isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    private record Timed<T>(T result, Duration took) {
        long millis() {
            return took.toMillis();
        }
    }

    private static <T> Timed<T> timed(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        return new Timed<>(result, Duration.ofNanos(System.nanoTime() - start));
    }

    private static boolean apply(Agent agent, List<Change> changes) {
        boolean applied = true;
        int most = agent.profile().maxBatch();
        for (int at = 0; at < changes.size(); at += most) {
            List<Change> some = changes.subList(at, Math.min(changes.size(), at + most));
            applied &= agent.apply(batch(some)).stream().allMatch(Outcome.Applied.class::isInstance);
        }
        return applied;
    }

    private static List<Change> everything(int accounts) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < ROLES; i++) {
            changes.add(make(appRole("role-" + i)));
        }
        for (int i = 0; i < accounts; i++) {
            changes.add(make(account("person-" + i)));
        }
        for (int i = 0; i < accounts; i++) {
            for (int role = 0; role < EACH; role++) {
                changes.add(add(account("person-" + i), memberOf(appRole("role-" + (i * EACH + role) % ROLES))));
            }
        }
        return changes;
    }

    /** 100 people leave all of their roles, 100 new ones join. */
    private static List<Change> onePercent(int accounts) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < accounts / 100; i++) {
            changes.add(make(account("newcomer-" + i)));
            for (int role = 0; role < EACH; role++) {
                changes.add(add(account("newcomer-" + i), memberOf(appRole("role-" + (i * EACH + role) % ROLES))));
                changes.add(remove(account("person-" + i), memberOf(appRole("role-" + (i * EACH + role) % ROLES))));
            }
        }
        return changes;
    }
}
