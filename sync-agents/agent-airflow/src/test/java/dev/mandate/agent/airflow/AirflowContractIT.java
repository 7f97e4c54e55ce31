package dev.mandate.agent.airflow;

import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** On Airflow 3.3.2 with FAB provider 3.10.2, its metadata in PostgreSQL. */
@ExtendWith(OnAirflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AirflowContractIT extends AgentContract {
    private final AirflowTarget target;

    AirflowContractIT(AirflowServer server) {
        target = new AirflowTarget(server);
    }

    @Override
    protected ContractTarget target() {
        return target;
    }
}
