package dev.mandate.agent.postgresql;

import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** On the binaries that the build brings along. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Postgresql18ContractTest extends AgentContract {
    private final PostgresqlTarget target = new PostgresqlTarget(TestServer.embedded());

    @Override
    protected ContractTarget target() {
        return target;
    }

    @AfterAll
    void stop() {
        target.close();
    }
}
