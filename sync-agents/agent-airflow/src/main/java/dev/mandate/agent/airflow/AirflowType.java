package dev.mandate.agent.airflow;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.agent.http.Pacing;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.util.List;

/** Governs users, roles and permissions of Airflow 3 under the FAB auth manager, provider 3.8.1 or newer. */
public final class AirflowType implements AgentType {
    static final ApplicationName AIRFLOW = ApplicationName.of("airflow");

    private final VocabularyFile vocabularies = VocabularyFile.resource(AirflowType.class, "airflow.yaml");

    @Override
    public ApplicationName application() {
        return AIRFLOW;
    }

    @Override
    public ConnectSchema connect() {
        return AirflowConfig.SCHEMA;
    }

    @Override
    public List<Release> releases() {
        return vocabularies.releases();
    }

    @Override
    public Vocabulary vocabulary(Release release) {
        return vocabularies.vocabulary(release);
    }

    @Override
    public Agent open(Connection connection) {
        return open(connection, Pacing.real(connection.clock()));
    }

    Agent open(Connection connection, Pacing pacing) {
        return AirflowAgent.open(connection.deployment(), AirflowConfig.of(connection), pacing, this::vocabulary);
    }
}
