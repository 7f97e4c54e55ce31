package dev.mandate.agent.postgresql;

import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The first release with options of memberships and their grantors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Postgresql16ContractTest extends AgentContract {
    private PostgresqlTarget target;

    @BeforeAll
    void start() {
        target = new PostgresqlTarget(TestServer.release("16.4.0"));
    }

    @Override
    protected ContractTarget target() {
        return target;
    }

    @AfterAll
    void stop() {
        if (target != null) {
            target.close();
        }
    }
}
