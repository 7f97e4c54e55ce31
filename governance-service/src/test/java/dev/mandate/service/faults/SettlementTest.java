package dev.mandate.service.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Selector;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.reconcile.ReconcileApi;
import dev.mandate.service.reconcile.Reconciliation;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a target did without saying so is found by reading, and counts like any other change of Mandate's. */
class SettlementTest {
    private static final Caller ADA = Caller.operator("ada", null);

    private final TestingDatabase database = TestingDatabase.create();
    private final TestingClock clock = new TestingClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final TestingSource source =
            new TestingSource().person("ann", "readers").person("ben", "readers");
    private final ScriptedDeployment target = TestPolicy.target("shop").account("visitor");
    private final TestPolicy policy =
            new TestPolicy().deployment("shop", TestPolicy.ADD).gives("readers", "reader", "table:orders read");

    @TempDir
    private Path data;

    private TestingService service;

    @BeforeEach
    void open() {
        service = TestingService.open(database.connections(), clock, data, source, new ScriptedType(target));
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void anEffectWhoseAnswerWasLostIsSettledInTheSameRun() {
        target.next(Call.APPLY, Fault.TIMEOUT_AFTER_EFFECT);
        assertThat(run().result()).isEqualTo(Result.CONVERGED);
        assertThat(run().result()).isEqualTo(Result.IN_SYNC);
        everythingEndsWithItsHolders();
    }

    @Test
    void whereTheReadIsLostTooTheNextRunSettlesIt() {
        target.next(Call.APPLY, Fault.TIMEOUT_AFTER_EFFECT);
        target.next(Call.READ, Fault.NONE, Fault.UNREACHABLE);
        assertThat(run().result()).isEqualTo(Result.UNREACHABLE);
        assertThat(run().result()).isEqualTo(Result.IN_SYNC);
        everythingEndsWithItsHolders();
    }

    @Test
    void ofHalfABatchTheRestIsPlannedAgain() {
        target.next(Call.APPLY, Fault.HALF_BATCH);
        assertThat(run().result()).isEqualTo(Result.DRIFT_LEFT);
        assertThat(run().result()).isEqualTo(Result.CONVERGED);
        assertThat(run().result()).isEqualTo(Result.IN_SYNC);
        everythingEndsWithItsHolders();
    }

    /** In an additive deployment only what Mandate knows to have given ends; so this shows that it does know. */
    private void everythingEndsWithItsHolders() {
        assertThat(target.dump()).contains("account ann ENABLED", "account ben ENABLED");
        source.everybodyLeaves();
        run();
        assertThat(target.dump())
                .contains("account ann DISABLED", "account ben DISABLED", "account visitor ENABLED")
                .noneMatch(line -> line.startsWith("grant account:"));
        assertThat(run().planned()).isZero();
    }

    private Reconciliation run() {
        clock.advance(Duration.ofSeconds(1));
        var directory = service.get(DirectoryApi.class);
        directory.refresh(TestingSource.CORP, ADA);
        var version = policy.version(1, directory.directory());
        return service.get(ReconcileApi.class)
                .run(ADA, version, Selector.ALL, ended -> {})
                .getFirst();
    }
}
