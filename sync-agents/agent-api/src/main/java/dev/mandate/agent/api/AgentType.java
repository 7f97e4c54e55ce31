package dev.mandate.agent.api;

import dev.mandate.model.access.ApplicationName;

/** One application that Mandate can govern; found by {@link java.util.ServiceLoader}. No I/O before {@link #open}. */
public interface AgentType {
    /** What its releases can grant: of those that this agent is tested with, and of those between them. */
    Vocabularies vocabularies();

    /** The fields of a deployment's {@code connect:} block. */
    ConnectSchema connect();

    /**
     * Connects and finds out what is there.
     *
     * @throws AgentException when the target cannot be reached, refuses the account or is not what was expected
     */
    Agent open(Connection connection);

    default ApplicationName application() {
        return vocabularies().application();
    }
}
