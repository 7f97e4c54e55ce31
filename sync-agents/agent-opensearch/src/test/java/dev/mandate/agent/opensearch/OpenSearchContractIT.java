package dev.mandate.agent.opensearch;

import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a real OpenSearch with its security plugin. */
@ExtendWith(OnOpenSearch.class)
class OpenSearchContractIT extends AgentContract {
    private final OpenSearchTarget target;

    OpenSearchContractIT(OpenSearchTarget target) {
        this.target = target;
    }

    @Override
    protected ContractTarget target() {
        return target;
    }
}
