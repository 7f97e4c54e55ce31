package dev.mandate.agent.cassandra;

import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** On Cassandra 5.0.6. */
@ExtendWith(OnCassandra.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraContractIT extends AgentContract {
    private final CassandraTarget target;

    CassandraContractIT(CassandraServer server) {
        target = new CassandraTarget(server);
    }

    @Override
    protected ContractTarget target() {
        return target;
    }
}
