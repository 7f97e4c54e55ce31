package dev.mandate.agent.airflow;

import dev.mandate.agent.http.JsonFields;
import dev.mandate.model.state.AccountStatus;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Airflow's JSON and ours. */
final class FabJson {
    static final JsonFields FIELDS =
            new JsonFields("Airflow's answer", "knows the FAB provider from " + AirflowAgent.OLDEST_PROVIDER + " on");

    private FabJson() {}

    static FabRole role(JsonNode json) {
        var pairs = new HashSet<Pair>();
        FIELDS.list(json, "actions").forEach(pair -> pairs.add(pair(pair)));
        return new FabRole(FIELDS.text(json, "name"), pairs);
    }

    static FabUser user(JsonNode json) {
        var roles = new HashSet<String>();
        FIELDS.list(json, "roles").forEach(role -> roles.add(FIELDS.text(role, "name")));
        JsonNode active = json.path("active");
        JsonNode createdOn = json.path("created_on");
        return new FabUser(
                FIELDS.text(json, "username"),
                FIELDS.text(json, "email"),
                FIELDS.text(json, "first_name"),
                FIELDS.text(json, "last_name"),
                roles,
                active.isBoolean()
                        ? (active.booleanValue() ? AccountStatus.ENABLED : AccountStatus.DISABLED)
                        : AccountStatus.UNKNOWN,
                createdOn.isString() ? createdOn.stringValue() : null);
    }

    static Pair pair(JsonNode json) {
        return new Pair(FIELDS.text(json.path("action"), "name"), FIELDS.text(json.path("resource"), "name"));
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
}
