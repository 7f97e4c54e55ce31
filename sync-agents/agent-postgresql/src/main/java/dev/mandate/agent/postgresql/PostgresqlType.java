package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.model.access.ApplicationName;

/** Governs roles, memberships and privileges of PostgreSQL clusters, releases 14 to 18. */
public final class PostgresqlType implements AgentType {
    static final ApplicationName POSTGRESQL = ApplicationName.of("postgresql");

    private final VocabularyFile vocabularies = VocabularyFile.resource(PostgresqlType.class, "postgresql.yaml");

    @Override
    public Vocabularies vocabularies() {
        return vocabularies;
    }

    @Override
    public ConnectSchema connect() {
        return PostgresqlConfig.SCHEMA;
    }

    @Override
    public Agent open(Connection connection) {
        return PostgresqlAgent.open(PostgresqlConfig.of(connection), connection.deployment(), connection.clock());
    }
}
