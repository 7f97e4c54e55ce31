package dev.mandate.service.cli;

import dev.mandate.service.ledger.LedgerApi;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** How far the ledger is: entries that wait for long, or a size that shrinks, are worth an alarm. */
final class LedgerMeters implements MeterBinder {
    private final LedgerApi ledger;

    LedgerMeters(LedgerApi ledger) {
        this.ledger = ledger;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("mandate.ledger.entries", ledger, one -> one.standing().size())
                .description("entries in the tree")
                .register(registry);
        Gauge.builder("mandate.ledger.waiting", ledger, one -> one.standing().waiting())
                .description("entries that are not yet in the tree")
                .register(registry);
    }
}
