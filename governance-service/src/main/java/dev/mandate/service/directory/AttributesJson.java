package dev.mandate.service.directory;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A subject's attributes as they are stored. */
final class AttributesJson {
    private AttributesJson() {}

    static String write(Map<String, String> attributes) {
        Map<String, JsonValue> members = new TreeMap<>();
        attributes.forEach((name, value) -> members.put(name, JsonValue.text(value)));
        return CanonicalJson.text(JsonValue.object(members));
    }

    static Map<String, String> read(String json) {
        if (!(CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8)) instanceof JsonValue.Members(var members))) {
            throw new IllegalStateException("stored attributes are not an object");
        }
        Map<String, String> attributes = new HashMap<>();
        members.forEach((name, value) -> attributes.put(name, ((JsonValue.Text) value).value()));
        return attributes;
    }
}
