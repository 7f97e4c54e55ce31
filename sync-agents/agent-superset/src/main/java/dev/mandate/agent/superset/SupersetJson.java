package dev.mandate.agent.superset;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Spelling;
import dev.mandate.model.state.AccountStatus;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Superset's JSON and ours. What is missing or of another type is an error, never a default. */
final class SupersetJson {
    private SupersetJson() {}

    static SupersetUser user(JsonNode json) {
        var holds = new HashSet<String>();
        list(json, "roles").forEach(role -> holds.add(AppRoles.ofRole(text(role, "name"))));
        list(json, "groups").forEach(group -> holds.add(AppRoles.ofGroup(text(group, "name"))));
        JsonNode active = json.path("active");
        return new SupersetUser(
                number(json, "id"),
                Spelling.spell(text(json, "username")),
                text(json, "email"),
                text(json, "first_name"),
                text(json, "last_name"),
                active.isBoolean()
                        ? (active.booleanValue() ? AccountStatus.ENABLED : AccountStatus.DISABLED)
                        : AccountStatus.UNKNOWN,
                json.path("created_on").asString(""),
                holds);
    }

    static SupersetRole role(JsonNode json) {
        return new SupersetRole(
                number(json, "id"),
                AppRoles.ofRole(text(json, "name")),
                numbers(json, "user_ids"),
                numbers(json, "group_ids"),
                numbers(json, "permission_ids"));
    }

    static SupersetGroup group(JsonNode json) {
        return new SupersetGroup(
                number(json, "id"), AppRoles.ofGroup(text(json, "name")), ids(json, "users"), roleNames(json));
    }

    static Map.Entry<Integer, Pair> pair(JsonNode json) {
        return Map.entry(
                number(json, "id"),
                new Pair(text(json.path("permission"), "name"), Spelling.spell(text(json.path("view_menu"), "name"))));
    }

    /** @param dataset how a dataset's permission is named, by its number and its table's name */
    static Rule rule(JsonNode json, java.util.function.BiFunction<Integer, String, String> dataset) {
        var datasets = new TreeSet<String>();
        list(json, "tables")
                .forEach(table -> datasets.add(dataset.apply(number(table, "id"), text(table, "table_name"))));
        JsonNode key = json.path("group_key");
        return new Rule(
                number(json, "id"),
                Spelling.spell(text(json, "name")),
                switch (text(json, "filter_type")) {
                    case "Regular" -> false;
                    case "Base" -> true;
                    default -> throw unexpected("filter_type");
                },
                text(json, "clause"),
                key.isString() && !key.stringValue().isEmpty() ? key.stringValue() : null,
                datasets,
                roleNames(json));
    }

    private static Set<String> roleNames(JsonNode json) {
        var names = new HashSet<String>();
        list(json, "roles").forEach(role -> names.add(AppRoles.ofRole(text(role, "name"))));
        return names;
    }

    private static Set<Integer> ids(JsonNode json, String field) {
        var ids = new HashSet<Integer>();
        list(json, field).forEach(one -> ids.add(number(one, "id")));
        return ids;
    }

    private static Set<Integer> numbers(JsonNode json, String field) {
        var numbers = new HashSet<Integer>();
        for (JsonNode one : list(json, field)) {
            if (!one.isInt()) {
                throw unexpected(field);
            }
            numbers.add(one.intValue());
        }
        return numbers;
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
                "Superset's answer has no usable '" + field + "'; this agent knows Superset 6");
    }
}
