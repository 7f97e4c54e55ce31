package dev.mandate.service.access;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.model.access.MandateItself;
import java.util.List;
import java.util.function.Function;

/** Mandate as an application that Mandate governs. Found on the class path it can be checked against, not opened. */
public final class MandateType implements AgentType {
    private final Function<Connection, Agent> open;

    /** Of the class path. */
    public MandateType() {
        this(connection -> {
            throw new AgentException(ErrorCode.BAD_CONNECT, "Mandate itself is reached inside of the service only");
        });
    }

    MandateType(Function<Connection, Agent> open) {
        this.open = open;
    }

    @Override
    public Vocabularies vocabularies() {
        return Vocabularies.of(MandateItself.VOCABULARY);
    }

    @Override
    public ConnectSchema connect() {
        return new ConnectSchema(List.of());
    }

    @Override
    public Agent open(Connection connection) {
        return open.apply(connection);
    }
}
