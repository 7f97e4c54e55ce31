package dev.mandate.service.access;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A selector as it is stored: the keys of {@code where}, each with a list. */
final class SelectorJson {
    private static final String APPLICATION = "application";
    private static final String DEPLOYMENT = "deployment";
    private static final String LABELS = "labels";

    private SelectorJson() {}

    static String write(Selector selector) {
        Map<String, JsonValue> labels = new TreeMap<>();
        selector.labels().forEach((key, values) -> labels.put(key, texts(values)));
        return CanonicalJson.text(JsonValue.object(Map.of(
                APPLICATION, texts(selector.applications()),
                DEPLOYMENT, texts(selector.deployments()),
                LABELS, JsonValue.object(labels))));
    }

    static Selector read(String json) {
        var members = members(CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8)));
        var labels = new TreeMap<String, java.util.Set<String>>();
        members(value(members, LABELS)).forEach((key, values) -> labels.put(key, new TreeSet<>(texts(values))));
        return new Selector(
                texts(value(members, APPLICATION)).stream()
                        .map(ApplicationName::of)
                        .collect(Collectors.toSet()),
                texts(value(members, DEPLOYMENT)).stream().map(DeploymentId::of).collect(Collectors.toSet()),
                labels);
    }

    private static JsonValue texts(Collection<?> values) {
        return JsonValue.array(
                values.stream().map(value -> JsonValue.text(value.toString())).toList());
    }

    private static List<String> texts(JsonValue value) {
        if (!(value instanceof JsonValue.Array(var items))) {
            throw new IllegalStateException("a stored selector has " + value + " where a list should be");
        }
        return items.stream().map(item -> ((JsonValue.Text) item).value()).toList();
    }

    private static Map<String, JsonValue> members(JsonValue value) {
        if (!(value instanceof JsonValue.Members(var byName))) {
            throw new IllegalStateException("a stored selector has " + value + " where an object should be");
        }
        return byName;
    }

    private static JsonValue value(Map<String, JsonValue> members, String key) {
        JsonValue value = members.get(key);
        if (value == null) {
            throw new IllegalStateException("a stored selector lacks '" + key + "'");
        }
        return value;
    }
}
