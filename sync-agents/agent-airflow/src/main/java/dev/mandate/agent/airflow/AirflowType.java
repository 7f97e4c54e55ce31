package dev.mandate.agent.airflow;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.agent.http.Pacing;
import dev.mandate.model.access.ApplicationName;

/** Governs users, roles and permissions of Airflow 3 under the FAB auth manager, provider 3.8.1 or newer. */
public final class AirflowType implements AgentType {
    static final ApplicationName AIRFLOW = ApplicationName.of("airflow");

    private final VocabularyFile vocabularies = VocabularyFile.resource(AirflowType.class, "airflow.yaml");

    @Override
    public Vocabularies vocabularies() {
        return vocabularies;
    }

    @Override
    public ConnectSchema connect() {
        return AirflowConfig.SCHEMA;
    }

    @Override
    public Agent open(Connection connection) {
        return open(connection, Pacing.real(connection.clock()));
    }

    Agent open(Connection connection, Pacing pacing) {
        return AirflowAgent.open(
                connection.deployment(), AirflowConfig.of(connection), pacing, vocabularies::vocabulary);
    }
}
