package dev.mandate.agent.kafka;

import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** On a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaContractTest extends AgentContract {
    private final KafkaTarget target = new KafkaTarget();

    @Override
    protected ContractTarget target() {
        return target;
    }

    @AfterAll
    void stop() {
        target.close();
    }
}
