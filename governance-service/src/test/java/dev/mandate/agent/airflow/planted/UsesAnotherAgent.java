package dev.mandate.agent.airflow.planted;

import dev.mandate.agent.postgresql.planted.UsesTheService;

/** Breaks AGENTS_DO_NOT_SEE_EACH_OTHER. */
record UsesAnotherAgent(UsesTheService other) {}
