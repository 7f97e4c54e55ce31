package dev.mandate.agent.postgresql.planted;

import org.springframework.core.env.Environment;

/** Breaks AGENTS_DO_NOT_SEE_THE_SERVICE. */
public record UsesTheService(Environment environment) {}
