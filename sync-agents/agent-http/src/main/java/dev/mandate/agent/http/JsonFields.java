package dev.mandate.agent.http;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import tools.jackson.databind.JsonNode;

/**
 * Fields of what a product answers. What is missing or of another type is an error, TARGET_FAILED, never a default.
 *
 * @param answer whose it is, e.g. {@code Airflow's answer}
 * @param agent what the agent is made for, as a clause after {@code this agent}
 */
public record JsonFields(String answer, String agent) {
    public String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isString()) {
            throw unexpected(field);
        }
        return value.stringValue();
    }

    public int number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isInt()) {
            throw unexpected(field);
        }
        return value.intValue();
    }

    public Iterable<JsonNode> list(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isArray()) {
            throw unexpected(field);
        }
        return value;
    }

    /** Names the field, and nothing of what is in it. */
    public AgentException unexpected(String field) {
        return new AgentException(
                ErrorCode.TARGET_FAILED, answer + " has no usable '" + field + "'; this agent " + agent);
    }
}
