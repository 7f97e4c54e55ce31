package dev.mandate.agent.postgresql;

import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** On Debian's binaries, where they are installed: {@code apt-get install postgresql-15}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Postgresql15ContractTest extends AgentContract {
    private PostgresqlTarget target;

    @BeforeAll
    void start() {
        target = new PostgresqlTarget(TestServer.installed(15));
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
