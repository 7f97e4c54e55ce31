package dev.mandate.agent.opensearch;

import dev.mandate.agent.http.JsonFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/** The plugin's JSON and ours. */
final class Documents {
    static final JsonFields FIELDS = new JsonFields("the security plugin's answer", "is tested with 2.19");

    private Documents() {}

    static Map<String, StoredUser> users(JsonNode json) {
        return each(json, (name, user) -> {
            var attributes = new TreeMap<String, String>();
            user.path("attributes")
                    .properties()
                    .forEach(entry ->
                            attributes.put(entry.getKey(), entry.getValue().asString("")));
            return new StoredUser(
                    texts(user, "backend_roles"), texts(user, "opendistro_security_roles"), attributes, reserved(user));
        });
    }

    static Map<String, StoredMapping> mappings(JsonNode json) {
        return each(
                json,
                (role, mapping) -> new StoredMapping(
                        texts(mapping, "users"),
                        texts(mapping, "backend_roles"),
                        texts(mapping, "hosts"),
                        texts(mapping, "and_backend_roles"),
                        reserved(mapping)));
    }

    static Map<String, StoredRole> roles(JsonNode json) {
        return each(json, (name, role) -> {
            var index = new HashSet<Permission>();
            for (JsonNode entry : FIELDS.list(role, "index_permissions")) {
                JsonNode dls = entry.path("dls");
                var terms = new Terms(
                        dls.isString() ? dls.stringValue() : "", texts(entry, "fls"), texts(entry, "masked_fields"));
                index.addAll(permissions(entry, "index_patterns", terms));
            }
            var tenant = new HashSet<Permission>();
            for (JsonNode entry : FIELDS.list(role, "tenant_permissions")) {
                tenant.addAll(permissions(entry, "tenant_patterns", Terms.NONE));
            }
            return new StoredRole(texts(role, "cluster_permissions"), index, tenant, reserved(role));
        });
    }

    /** An entry that gives nothing counts where it limits what others give. */
    private static Set<Permission> permissions(JsonNode entry, String patterns, Terms terms) {
        Set<String> actions = texts(entry, "allowed_actions");
        var all = new HashSet<Permission>();
        for (String pattern : texts(entry, patterns)) {
            actions.forEach(action -> all.add(new Permission(pattern, action, terms)));
            if (actions.isEmpty() && !terms.equals(Terms.NONE)) {
                all.add(new Permission(pattern, "", terms));
            }
        }
        return all;
    }

    static Map<String, Object> body(StoredRole role) {
        return Map.of(
                "cluster_permissions",
                sorted(role.cluster()),
                "index_permissions",
                index(role),
                "tenant_permissions",
                tenant(role));
    }

    /** One entry per pattern and terms; the plugin judges patterns and actions one by one, so nothing changes by it. */
    static List<Map<String, Object>> index(StoredRole role) {
        return entries(role.index(), "index_patterns", true);
    }

    static List<Map<String, Object>> tenant(StoredRole role) {
        return entries(role.tenant(), "tenant_patterns", false);
    }

    private static List<Map<String, Object>> entries(Set<Permission> all, String patterns, boolean terms) {
        var byTerms = new TreeMap<String, TreeMap<Terms, Set<String>>>();
        for (Permission one : all) {
            byTerms.computeIfAbsent(one.pattern(), pattern -> new TreeMap<>())
                    .computeIfAbsent(one.terms(), ignored -> new TreeSet<>())
                    .add(one.action());
        }
        var entries = new ArrayList<Map<String, Object>>();
        byTerms.forEach((pattern, of) -> of.forEach((given, actions) -> {
            Map<String, Object> entry = terms ? given.fields() : new TreeMap<>();
            entry.put(patterns, List.of(pattern));
            entry.put(
                    "allowed_actions",
                    actions.stream().filter(action -> !action.isEmpty()).toList());
            entries.add(entry);
        }));
        return entries;
    }

    static Map<String, Object> body(StoredMapping mapping) {
        return Map.of(
                "users", mapping.users(),
                "backend_roles", mapping.backendRoles(),
                "hosts", mapping.hosts(),
                "and_backend_roles", mapping.allOf());
    }

    static Map<String, Object> body(StoredUser user) {
        return Map.of("backend_roles", user.backendRoles(), "opendistro_security_roles", user.directRoles());
    }

    static List<String> sorted(Set<String> texts) {
        return texts.stream().sorted().toList();
    }

    static SortedSet<String> texts(JsonNode json, String field) {
        var texts = new TreeSet<String>();
        for (JsonNode text : FIELDS.list(json, field)) {
            if (!text.isString()) {
                throw FIELDS.unexpected(field);
            }
            texts.add(text.stringValue());
        }
        return texts;
    }

    /** Static ones come with the plugin; reserved ones are an administrator's, who has a certificate. */
    private static boolean reserved(JsonNode json) {
        JsonNode reserved = json.path("reserved");
        if (!reserved.isBoolean()) {
            throw FIELDS.unexpected("reserved");
        }
        return reserved.booleanValue()
                || json.path("static").asBoolean(false)
                || json.path("hidden").asBoolean(false);
    }

    private static <T> Map<String, T> each(JsonNode json, BiFunction<String, JsonNode, T> reader) {
        if (!json.isObject()) {
            throw FIELDS.unexpected("document");
        }
        var all = new TreeMap<String, T>();
        json.properties().forEach(entry -> all.put(entry.getKey(), reader.apply(entry.getKey(), entry.getValue())));
        return all;
    }
}
