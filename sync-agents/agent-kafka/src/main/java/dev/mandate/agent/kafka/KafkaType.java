package dev.mandate.agent.kafka;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.model.access.ApplicationName;

/** Governs ACLs and SCRAM users of Kafka 4 under KRaft with the standard authoriser. */
public final class KafkaType implements AgentType {
    static final ApplicationName KAFKA = ApplicationName.of("kafka");

    private final VocabularyFile vocabularies = VocabularyFile.resource(KafkaType.class, "kafka.yaml");

    @Override
    public Vocabularies vocabularies() {
        return vocabularies;
    }

    @Override
    public ConnectSchema connect() {
        return KafkaConfig.SCHEMA;
    }

    @Override
    public Agent open(Connection connection) {
        return KafkaAgent.open(
                connection.deployment(), KafkaConfig.of(connection), connection.clock(), vocabularies::vocabulary);
    }
}
