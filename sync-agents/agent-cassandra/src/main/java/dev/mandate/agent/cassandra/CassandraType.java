package dev.mandate.agent.cassandra;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.model.access.ApplicationName;

/** Governs roles, memberships and permissions of Apache Cassandra clusters, release 5. */
public final class CassandraType implements AgentType {
    static final ApplicationName CASSANDRA = ApplicationName.of("cassandra");

    private final VocabularyFile vocabularies = VocabularyFile.resource(CassandraType.class, "cassandra.yaml");

    @Override
    public Vocabularies vocabularies() {
        return vocabularies;
    }

    @Override
    public ConnectSchema connect() {
        return CassandraConfig.SCHEMA;
    }

    @Override
    public Agent open(Connection connection) {
        return CassandraAgent.open(
                CassandraConfig.of(connection), connection.deployment(), connection.clock(), vocabularies);
    }
}
