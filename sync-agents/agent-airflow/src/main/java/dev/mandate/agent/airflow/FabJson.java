package dev.mandate.agent.airflow;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.model.state.AccountStatus;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Airflow's JSON and ours. What is missing or of another type is an error, never a default. */
final class FabJson {
    private FabJson() {}

    static FabRole role(JsonNode json) {
        var pairs = new HashSet<Pair>();
        list(json, "actions").forEach(pair -> pairs.add(pair(pair)));
        return new FabRole(text(json, "name"), pairs);
    }

    static FabUser user(JsonNode json) {
        var roles = new HashSet<String>();
        list(json, "roles").forEach(role -> roles.add(text(role, "name")));
        JsonNode active = json.path("active");
        JsonNode createdOn = json.path("created_on");
        return new FabUser(
                text(json, "username"),
                text(json, "email"),
                text(json, "first_name"),
                text(json, "last_name"),
                roles,
                active.isBoolean()
                        ? (active.booleanValue() ? AccountStatus.ENABLED : AccountStatus.DISABLED)
                        : AccountStatus.UNKNOWN,
                createdOn.isString() ? createdOn.stringValue() : null);
    }

    static Pair pair(JsonNode json) {
        return new Pair(text(json.path("action"), "name"), text(json.path("resource"), "name"));
    }

    static Map<String, Object> roleBody(String name, Collection<Pair> pairs) {
        return Map.of(
                "name",
                name,
                "actions",
                pairs.stream()
                        .map(pair -> Map.of(
                                "action", Map.of("name", pair.action()), "resource", Map.of("name", pair.resource())))
                        .toList());
    }

    static List<Map<String, String>> rolesBody(Set<String> roles) {
        return roles.stream().sorted().map(role -> Map.of("name", role)).toList();
    }

    static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isString()) {
            throw unexpected(field);
        }
        return value.stringValue();
    }

    static int number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isInt()) {
            throw unexpected(field);
        }
        return value.intValue();
    }

    static Iterable<JsonNode> list(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isArray()) {
            throw unexpected(field);
        }
        return value;
    }

    private static AgentException unexpected(String field) {
        return new AgentException(
                ErrorCode.TARGET_FAILED,
                "Airflow's answer has no usable '" + field + "'; this agent knows the FAB provider from "
                        + AirflowAgent.OLDEST_PROVIDER + " on");
    }
}
