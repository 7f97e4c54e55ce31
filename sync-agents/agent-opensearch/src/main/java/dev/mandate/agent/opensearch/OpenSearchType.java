package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.agent.http.Pacing;
import dev.mandate.model.access.ApplicationName;

/** Governs roles, role mappings and internal users of OpenSearch's security plugin. */
public final class OpenSearchType implements AgentType {
    static final ApplicationName OPENSEARCH = ApplicationName.of("opensearch");

    private final VocabularyFile vocabularies = VocabularyFile.resource(OpenSearchType.class, "opensearch.yaml");

    @Override
    public Vocabularies vocabularies() {
        return vocabularies;
    }

    @Override
    public ConnectSchema connect() {
        return OpenSearchConfig.SCHEMA;
    }

    @Override
    public Agent open(Connection connection) {
        return OpenSearchAgent.open(
                connection.deployment(),
                OpenSearchConfig.of(connection),
                Pacing.real(connection.clock()),
                vocabularies::vocabulary);
    }
}
