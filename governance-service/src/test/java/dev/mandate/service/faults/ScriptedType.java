package dev.mandate.service.faults;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Opens scripted deployments, whose clock is the service's. */
final class ScriptedType implements AgentType {
    private final Map<DeploymentId, ScriptedDeployment> targets;

    ScriptedType(ScriptedDeployment... targets) {
        this.targets = List.of(targets).stream().collect(Collectors.toMap(ScriptedDeployment::id, target -> target));
    }

    @Override
    public Vocabularies vocabularies() {
        return Vocabularies.of(TestPolicy.VOCABULARY);
    }

    @Override
    public ConnectSchema connect() {
        return new ConnectSchema(List.of());
    }

    @Override
    public Agent open(Connection connection) {
        ScriptedDeployment target = targets.get(connection.deployment());
        if (target == null) {
            throw new AgentException(ErrorCode.UNREACHABLE, connection.deployment() + " is not there");
        }
        Agent agent = target.open();
        return new Agent() {
            @Override
            public dev.mandate.agent.api.AgentProfile profile() {
                return agent.profile();
            }

            @Override
            public ObservedState read(ReadScope scope) {
                target.now(connection.clock().now());
                return agent.read(scope);
            }

            @Override
            public List<Outcome> apply(Batch batch) {
                target.now(connection.clock().now());
                return agent.apply(batch);
            }

            @Override
            public void close() {
                agent.close();
            }
        };
    }
}
