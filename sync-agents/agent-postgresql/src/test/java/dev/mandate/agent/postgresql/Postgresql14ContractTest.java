package dev.mandate.agent.postgresql;

import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The oldest release: no options of memberships, CREATE in the schema public for everybody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Postgresql14ContractTest extends AgentContract {
    private PostgresqlTarget target;

    @BeforeAll
    void start() {
        target = new PostgresqlTarget(TestServer.release("14.20.0"));
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
