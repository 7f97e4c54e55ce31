package dev.mandate.agent.superset;

import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** On Superset 6.1.0, its metadata in PostgreSQL. */
@ExtendWith(OnSuperset.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupersetContractIT extends AgentContract {
    private final SupersetTarget target;

    SupersetContractIT(SupersetServer server) {
        target = new SupersetTarget(server);
    }

    @Override
    protected ContractTarget target() {
        return target;
    }
}
