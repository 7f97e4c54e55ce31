package dev.mandate.service.cli;

import dev.mandate.service.reconcile.Reconciliation;
import dev.mandate.service.reconcile.ReconciliationListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What this process did: how long reconciliations took, and how many changes were made and read back. */
final class ReconciliationMeters implements ReconciliationListener {
    private final MeterRegistry registry;
    private final Counter applied;
    private final Counter verified;

    ReconciliationMeters(MeterRegistry registry) {
        this.registry = registry;
        applied = changes("applied");
        verified = changes("verified");
    }

    private Counter changes(String state) {
        return Counter.builder("mandate.changes")
                .description("changes that targets took, and those that were read back")
                .tag("state", state)
                .register(registry);
    }

    @Override
    public void ended(Reconciliation one) {
        Timer.builder("mandate.reconciliation")
                .description("from the first read of a deployment to the last")
                .tag("result", one.result().word())
                .register(registry)
                .record(one.took());
        applied.increment(one.applied());
        verified.increment(one.verified());
    }
}
