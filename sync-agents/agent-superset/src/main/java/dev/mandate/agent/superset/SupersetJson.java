package dev.mandate.agent.superset;

import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.http.JsonFields;
import dev.mandate.model.state.AccountStatus;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Superset's JSON and ours. */
final class SupersetJson {
    static final JsonFields FIELDS = new JsonFields("Superset's answer", "knows Superset 6");

    private SupersetJson() {}

    static SupersetUser user(JsonNode json) {
        var holds = new HashSet<String>();
        FIELDS.list(json, "roles").forEach(role -> holds.add(AppRoles.ofRole(FIELDS.text(role, "name"))));
        FIELDS.list(json, "groups").forEach(group -> holds.add(AppRoles.ofGroup(FIELDS.text(group, "name"))));
        JsonNode active = json.path("active");
        return new SupersetUser(
                FIELDS.number(json, "id"),
                Spelling.spell(FIELDS.text(json, "username")),
                FIELDS.text(json, "email"),
                FIELDS.text(json, "first_name"),
                FIELDS.text(json, "last_name"),
                active.isBoolean()
                        ? (active.booleanValue() ? AccountStatus.ENABLED : AccountStatus.DISABLED)
                        : AccountStatus.UNKNOWN,
                json.path("created_on").asString(""),
                holds);
    }

    static SupersetRole role(JsonNode json) {
        return new SupersetRole(
                FIELDS.number(json, "id"),
                AppRoles.ofRole(FIELDS.text(json, "name")),
                numbers(json, "user_ids"),
                numbers(json, "group_ids"),
                numbers(json, "permission_ids"));
    }

    static SupersetGroup group(JsonNode json) {
        return new SupersetGroup(
                FIELDS.number(json, "id"),
                AppRoles.ofGroup(FIELDS.text(json, "name")),
                ids(json, "users"),
                roleNames(json));
    }

    static Map.Entry<Integer, Pair> pair(JsonNode json) {
        return Map.entry(
                FIELDS.number(json, "id"),
                new Pair(
                        FIELDS.text(json.path("permission"), "name"),
                        Spelling.spell(FIELDS.text(json.path("view_menu"), "name"))));
    }

    /** @param dataset how a dataset's permission is named, by its number and its table's name */
    static Rule rule(JsonNode json, java.util.function.BiFunction<Integer, String, String> dataset) {
        var datasets = new TreeSet<String>();
        FIELDS.list(json, "tables")
                .forEach(table ->
                        datasets.add(dataset.apply(FIELDS.number(table, "id"), FIELDS.text(table, "table_name"))));
        JsonNode key = json.path("group_key");
        return new Rule(
                FIELDS.number(json, "id"),
                Spelling.spell(FIELDS.text(json, "name")),
                switch (FIELDS.text(json, "filter_type")) {
                    case "Regular" -> false;
                    case "Base" -> true;
                    default -> throw FIELDS.unexpected("filter_type");
                },
                FIELDS.text(json, "clause"),
                key.isString() && !key.stringValue().isEmpty() ? key.stringValue() : null,
                datasets,
                roleNames(json));
    }

    private static Set<String> roleNames(JsonNode json) {
        var names = new HashSet<String>();
        FIELDS.list(json, "roles").forEach(role -> names.add(AppRoles.ofRole(FIELDS.text(role, "name"))));
        return names;
    }

    private static Set<Integer> ids(JsonNode json, String field) {
        var ids = new HashSet<Integer>();
        FIELDS.list(json, field).forEach(one -> ids.add(FIELDS.number(one, "id")));
        return ids;
    }

    private static Set<Integer> numbers(JsonNode json, String field) {
        var numbers = new HashSet<Integer>();
        for (JsonNode one : FIELDS.list(json, field)) {
            if (!one.isInt()) {
                throw FIELDS.unexpected(field);
            }
            numbers.add(one.intValue());
        }
        return numbers;
    }
}
