package dev.mandate.agent.link;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The members of a JSON object, read by name and type; whatever is not as it must be is an IllegalArgumentException. */
public final class Fields {
    private final Map<String, JsonValue> members;

    private Fields(Map<String, JsonValue> members) {
        this.members = members;
    }

    /** A JSON text that is an object. */
    public static Fields parse(String json) {
        return of(CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    public static Fields of(JsonValue value) {
        if (value instanceof JsonValue.Members(var byName)) {
            return new Fields(byName);
        }
        throw new IllegalArgumentException("expected a JSON object");
    }

    Set<String> names() {
        return members.keySet();
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public JsonValue value(String name) {
        JsonValue value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return value;
    }

    public String text(String name) {
        return text(name, value(name));
    }

    private static String text(String name, JsonValue value) {
        if (value instanceof JsonValue.Text(var text)) {
            return text;
        }
        throw new IllegalArgumentException("'" + name + "' must be text");
    }

    public Optional<String> optional(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** An integer that JSON can say, see {@link JsonValue#MAX_INTEGER}. */
    public long number(String name) {
        if (value(name) instanceof JsonValue.Numeral(double number)
                && number == Math.rint(number)
                && Math.abs(number) <= JsonValue.MAX_INTEGER) {
            return (long) number;
        }
        throw new IllegalArgumentException("'" + name + "' must be a whole number");
    }

    public int count(String name) {
        return Math.toIntExact(number(name));
    }

    public Duration millis(String name) {
        return Duration.ofMillis(number(name));
    }

    /** False where it is left out. */
    public boolean flag(String name) {
        return has(name) && value(name).equals(JsonValue.bool(true));
    }

    public Fields fields(String name) {
        return of(value(name));
    }

    public <T> List<T> list(String name, Function<JsonValue, T> reader) {
        if (value(name) instanceof JsonValue.Array(var items)) {
            return items.stream().map(reader).toList();
        }
        throw new IllegalArgumentException("'" + name + "' must be a list");
    }

    public List<String> texts(String name) {
        return list(name, item -> text(name, item));
    }

    /** Names and texts. */
    public SortedMap<String, String> map(String name) {
        var map = new TreeMap<String, String>();
        fields(name).members.forEach((key, value) -> map.put(key, text(name, value)));
        return map;
    }

    static JsonValue texts(Iterable<String> texts) {
        var items = new ArrayList<JsonValue>();
        texts.forEach(text -> items.add(JsonValue.text(text)));
        return JsonValue.array(items);
    }

    static JsonValue map(Map<String, String> map) {
        var members = new TreeMap<String, JsonValue>();
        map.forEach((name, text) -> members.put(name, JsonValue.text(text)));
        return JsonValue.object(members);
    }

    static JsonValue millis(Duration duration) {
        return JsonValue.number(duration.toMillis());
    }
}
