package dev.mandate.agent.api;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.util.List;

/** One application that Mandate can govern; found by {@link java.util.ServiceLoader}. No I/O before {@link #open}. */
public interface AgentType {
    ApplicationName application();

    /** The fields of a deployment's {@code connect:} block. */
    ConnectSchema connect();

    /** The releases this agent is tested with, oldest first. */
    List<Release> releases();

    /** What the given release can grant; the nearest older vocabulary for a release between two known ones. */
    Vocabulary vocabulary(Release release);

    /**
     * Connects and finds out what is there.
     *
     * @throws AgentException when the target cannot be reached, refuses the account or is not what was expected
     */
    Agent open(Connection connection);
}
