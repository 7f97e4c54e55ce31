package dev.mandate.service.ledger;

import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ledger of one database. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

    @Bean
    Epochs epochs(TreeStore store, Clock clock) {
        return new Epochs(store, clock, ProcessHandle.current().pid() + "-" + UUID.randomUUID());
    }

    @Bean
    Checkpoints checkpoints(
            Transactions transactions, TreeStore store, Epochs epochs, Clock clock, LedgerSettings settings) {
        return new Checkpoints(transactions, store, epochs, clock, settings);
    }

    @Bean
    LedgerReader ledgerReader(EntryStore entries, TreeStore store, Checkpoints checkpoints) {
        return new LedgerReader(entries, store, checkpoints);
    }

    @Bean
    LedgerApi ledger(
            Transactions transactions,
            Clock clock,
            EntryStore entries,
            TreeStore store,
            Epochs epochs,
            Checkpoints checkpoints) {
        var sequencer = new Sequencer(transactions, store, epochs);
        var ledger = new LedgerApi(transactions, clock, entries, store, checkpoints, sequencer);
        ledger.check();
        return ledger;
    }
}
