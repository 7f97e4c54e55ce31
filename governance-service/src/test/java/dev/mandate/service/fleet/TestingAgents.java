package dev.mandate.service.fleet;

import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.TestingDatabase;

/** Remote agents for tests of other modules. */
public final class TestingAgents {
    private TestingAgents() {}

    public static AgentApi api(TestingDatabase database, LedgerApi ledger, Clock clock) {
        return new AgentApi(
                new AgentStore(database.queries()),
                new WorkStore(database.queries()),
                ledger,
                clock,
                database.transactions());
    }
}
