package dev.mandate.agent.superset;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.agent.http.Pacing;
import dev.mandate.model.access.ApplicationName;

/** Governs users, groups, roles and row filters of Superset 6. */
public final class SupersetType implements AgentType {
    static final ApplicationName SUPERSET = ApplicationName.of("superset");

    private final VocabularyFile vocabularies = VocabularyFile.resource(SupersetType.class, "superset.yaml");

    @Override
    public Vocabularies vocabularies() {
        return vocabularies;
    }

    @Override
    public ConnectSchema connect() {
        return SupersetConfig.SCHEMA;
    }

    @Override
    public Agent open(Connection connection) {
        return open(connection, Pacing.real(connection.clock()));
    }

    Agent open(Connection connection, Pacing pacing) {
        return SupersetAgent.open(
                connection.deployment(), SupersetConfig.of(connection), pacing, vocabularies::vocabulary);
    }
}
