package dev.mandate.agent.api;

import java.time.Instant;

/** The time an agent goes by. */
@FunctionalInterface
public interface AgentClock {
    Instant now();
}
