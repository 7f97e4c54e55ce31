package dev.mandate.agent.api.planted;

import tools.jackson.databind.JsonNode;

/** Breaks AGENT_API_IS_SMALL. */
record UsesJackson(JsonNode node) {}
