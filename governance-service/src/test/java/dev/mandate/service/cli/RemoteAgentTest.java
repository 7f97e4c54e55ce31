package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.FindingCode;
import dev.mandate.service.api.Answer;
import dev.mandate.service.api.Api;
import dev.mandate.service.api.Call;
import dev.mandate.service.api.Route;
import dev.mandate.service.fleet.AgentApi;
import dev.mandate.service.reconcile.ReconcileApi;
import dev.mandate.service.reconcile.Reconciliation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL that only an agent elsewhere can reach, which is a process of its own. */
class RemoteAgentTest {
    private static final String SOURCES = "sources: [{id: corp, type: file, file: ./people.yaml}]\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private TestingWarehouse warehouse;

    @SuppressWarnings("NullAway.Init")
    private TestingWeb web;

    @SuppressWarnings("NullAway.Init")
    private Steward steward;

    @BeforeEach
    void start() throws SQLException, IOException {
        warehouse = TestingWarehouse.start(home);
        web = TestingWeb.start(warehouse.config("near", SOURCES));
        steward = new Steward(web, web.settings().policy(), () -> Optional.of(TestingOperators.operator(web, "ada")));
        analysts("ann", "bob");
    }

    @AfterEach
    void stop() {
        web.close();
        warehouse.close();
    }

    private void analysts(String... names) throws IOException {
        List<String> all = List.of("ann", "bob", "cleo");
        var people = new StringBuilder("people:\n");
        all.forEach(name -> people.append("  - {id: \"%s\", username: %s}\n".formatted(name, name)));
        Files.writeString(
                home.resolve("people.yaml"),
                people + "groups: [{id: a, name: analysts, people: [" + String.join(", ", names) + "]}]\n");
    }

    private Reconciliation reconcile() {
        steward.refresh();
        steward.publish();
        return steward.reconcile(steward.inForce().orElseThrow(), done -> {}).getFirst();
    }

    private TestingRuntime near(String more) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(home, "agent");
        Files.copy(home.resolve("warehouse"), folder.resolve("warehouse"));
        return TestingRuntime.joined(
                web,
                "near",
                folder,
                "secrets: {warehouse: {file: ./warehouse, deployments: [warehouse], to: [\"127.0.0.1:%d\"]}}\n"
                                .formatted(warehouse.port())
                        + more);
    }

    @Test
    void whatPolicySaysIsDoneAndReadBackThroughTheAgent() throws Exception {
        try (TestingRuntime near = near("").start()) {
            assertThat(reconcile().result()).as(near::log).isEqualTo(Reconciliation.Result.CONVERGED);
            assertThat(warehouse.analysts()).containsExactly("ann", "bob");
            analysts("bob", "cleo");
            assertThat(reconcile().result()).as(near::log).isEqualTo(Reconciliation.Result.CONVERGED);
            assertThat(warehouse.analysts()).containsExactly("bob", "cleo");
            assertThat(reconcile().result()).isEqualTo(Reconciliation.Result.IN_SYNC);
            TestingRuntime.await(
                    "the journal",
                    () -> web.get(AgentApi.class).agent("near").orElseThrow().journalLines() == lines(near));
            assertThat(near.journal()).anyMatch(line -> line.contains("\"what\":\"intent\""));
            assertThat(near.folder().resolve("readings/warehouse.jsonl.gz")).exists();
        }
    }

    @Test
    void whoIsRevokedIsNobodyAndWhatItChangedIsLookedAt() throws Exception {
        try (TestingRuntime near = near("").start()) {
            assertThat(reconcile().result()).as(near::log).isEqualTo(Reconciliation.Result.CONVERGED);
            web.get(AgentApi.class).revoke("near", Optional.of(Instant.now()), HostUser.actor());
            TestingRuntime.await("a refusal", () -> near.log().contains("invalid_client"));
        }
        analysts("cleo");
        try (TestingRuntime next = near("").start()) {
            Reconciliation doubted = reconcile();
            assertThat(doubted.findings())
                    .as(doubted + next.log())
                    .anyMatch(finding -> finding.code() == FindingCode.DIVERGED);
            assertThat(warehouse.analysts()).containsExactly("ann", "bob");
            web.get(AgentApi.class).revoke("near", Optional.empty(), HostUser.actor());
            Reconciliation away = reconcile();
            assertThat(away.result()).isEqualTo(Reconciliation.Result.UNREACHABLE);
            assertThat(away.message()).contains("was revoked");
            assertThat(web.ledger("agent.revoked")).hasSize(2);
        }
    }

    /** The second process has a folder of its own; the first stands still from before its change until long after. */
    @Test
    void anAgentThatStoodStillDoesNothingWhenItComesBack() throws Exception {
        try (TestingRuntime near = near("").start()) {
            assertThat(reconcile().result()).as(near::log).isEqualTo(Reconciliation.Result.CONVERGED);
            near.signal("STOP");
            try (TestingRuntime other = near("").start()) {
                analysts("bob", "cleo");
                assertThat(reconcile().result()).as(other::log).isEqualTo(Reconciliation.Result.CONVERGED);
                assertThat(warehouse.analysts()).containsExactly("bob", "cleo");
                near.signal("CONT");
                TestingRuntime.await("a refusal", () -> near.log().contains("invalid_client"));
                assertThat(reconcile().result()).isEqualTo(Reconciliation.Result.IN_SYNC);
            }
        }
    }

    @Test
    void anAgentThatWasKilledInTheMiddleOfAChangeGoesOn() throws Exception {
        try (TestingRuntime near = near("").start()) {
            CompletableFuture<Reconciliation> first;
            try (Connection _ = warehouse.locked()) {
                first = CompletableFuture.supplyAsync(this::reconcile);
                TestingRuntime.await("an intent", () -> lines(near) > 0);
                near.kill();
            }
            near.start();
            assertThat(first.get().result())
                    .as(first.get() + near.log())
                    .isIn(Reconciliation.Result.UNREACHABLE, Reconciliation.Result.DRIFT_LEFT);
            assertThat(near.journal()).anyMatch(line -> line.contains("\"what\":\"settled\""));
            near.kill();
            near.start();
            List<Reconciliation> then = web.get(ReconcileApi.class)
                    .run(
                            TestingOperators.operator(web, "grace"),
                            steward.inForce().orElseThrow(),
                            Selector.ALL,
                            done -> {});
            assertThat(then.getFirst().result())
                    .as(then + near.log())
                    .isIn(Reconciliation.Result.CONVERGED, Reconciliation.Result.IN_SYNC);
            assertThat(warehouse.analysts()).containsExactly("ann", "bob");
        }
    }

    @Test
    void whatAnotherAgentWorksOnIsNotThisOnes() throws Exception {
        try (TestingRuntime near = near("").start()) {
            assertThat(reconcile().result()).as(near::log).isEqualTo(Reconciliation.Result.CONVERGED);
            Api api = web.get(Api.class);
            UUID open = UUID.randomUUID();
            web.sql(
                    "insert into fleet.work values ('%s', 'near', 'warehouse', 'note', false, 1, 999999, now(), 60000, now(), '%s')"
                            .formatted(open, UUID.randomUUID()));
            AgentApi agents = web.get(AgentApi.class);
            agents.invite("liar", HostUser.actor());
            for (Caller liar : List.of(Caller.agent("liar"), TestingOperators.operator(web, "eve"))) {
                for (String path : List.of("/pages", "/answer")) {
                    String body = path.equals("/pages")
                            ? "{\"number\":0,\"page\":\"\"}"
                            : "{\"answer\":\"{\\\"outcomes\\\":[]}\"}";
                    Answer answer = api.answer(new Call(
                            liar, Route.Method.POST, "/agent/work/" + open + path, Map.of(), body, step -> {}));
                    assertThat(answer.status()).as(answer::json).isIn(403, 409);
                }
            }
            assertThat(api.answer(new Call(
                                    Caller.agent("near"),
                                    Route.Method.POST,
                                    "/agent/work/" + open + "/answer",
                                    Map.of(),
                                    "{\"answer\":\"{}\"}",
                                    step -> {}))
                            .status())
                    .isEqualTo(200);
        }
    }

    /** F2: what the store lost is told by the agent's journal, and nothing is pushed or pruned until somebody looked. */
    @Test
    void ordersThatTheStoreLostStopChanges() throws Exception {
        try (TestingRuntime near = near("").start()) {
            assertThat(reconcile().result()).as(near::log).isEqualTo(Reconciliation.Result.CONVERGED);
            TestingRuntime.await("the journal", () -> known() == lines(near));
            web.sql("delete from fleet.ordered where work = (select work from fleet.ordered order by at desc limit 1)");
            web.sql("delete from fleet.journal");
            web.sql("update fleet.agent set journal_lines = 0, journal_hash = ''");
            TestingRuntime.await("the journal again", () -> known() == lines(near));
            analysts("cleo");
            Reconciliation held = reconcile();
            assertThat(held.findings())
                    .as(held + near.log())
                    .anyMatch(finding -> finding.code() == FindingCode.DIVERGED);
            assertThat(warehouse.analysts()).containsExactly("ann", "bob");
            assertThat(web.ledger("deployment.diverged")).hasSize(1);
        }
    }

    private long known() {
        return web.get(AgentApi.class).agent("near").orElseThrow().journalLines();
    }

    private static long lines(TestingRuntime runtime) {
        try {
            return runtime.journal().size();
        } catch (IOException none) {
            return -1;
        }
    }
}
