package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.util.List;

/** Governs roles, memberships and privileges of PostgreSQL clusters, releases 14 to 18. */
public final class PostgresqlType implements AgentType {
    static final ApplicationName POSTGRESQL = ApplicationName.of("postgresql");

    private final VocabularyFile vocabularies = VocabularyFile.resource(PostgresqlType.class, "postgresql.yaml");

    @Override
    public ApplicationName application() {
        return POSTGRESQL;
    }

    @Override
    public ConnectSchema connect() {
        return PostgresqlConfig.SCHEMA;
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
        return PostgresqlAgent.open(PostgresqlConfig.of(connection), connection.deployment(), connection.clock());
    }
}
