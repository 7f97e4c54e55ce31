package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.fleet.AgentApi;
import dev.mandate.service.reconcile.Reconciliation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
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
        return TestingRuntime.joined(
                web,
                "near",
                home,
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

    private static long lines(TestingRuntime runtime) {
        try {
            return runtime.journal().size();
        } catch (IOException none) {
            return -1;
        }
    }
}
