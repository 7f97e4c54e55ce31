package dev.mandate.model.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A mapping of a case file; reading a key that is not there gives something empty, an unknown key is a fault. */
public record Yaml(String place, Map<String, Object> values) {
    public static Yaml load(String place, String text) {
        var settings = LoadSettings.builder().setLabel(place).build();
        return of(place, new Load(settings).loadFromString(text));
    }

    static Yaml of(String place, @Nullable Object value) {
        var values = new LinkedHashMap<String, Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> values.put(String.valueOf(key), each));
        } else if (value != null) {
            throw new IllegalArgumentException(place + " must be a mapping, not " + value);
        }
        return new Yaml(place, values);
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public Yaml in(String key) {
        return of(place + "." + key, values.get(key));
    }

    public Set<String> keys() {
        return new TreeSet<>(values.keySet());
    }

    /** The mappings of a list. */
    public List<Yaml> each(String key) {
        var found = new ArrayList<Yaml>();
        for (Object value : list(key)) {
            found.add(of(place + "." + key, value));
        }
        return found;
    }

    /** The scalars of a list, or a single scalar. */
    public List<String> texts(String key) {
        return list(key).stream().map(String::valueOf).toList();
    }

    public List<?> list(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> list ? list : List.of(value);
    }

    public @Nullable String text(String key) {
        Object value = values.get(key);
        return value == null ? null : String.valueOf(value);
    }

    public String text(String key, String otherwise) {
        String value = text(key);
        return value == null ? otherwise : value;
    }

    public String need(String key) {
        String value = text(key);
        if (value == null) {
            throw new IllegalArgumentException(place + " needs " + key);
        }
        return value;
    }

    public int number(String key, int otherwise) {
        String value = text(key);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    /** Fails on a key that nobody reads, because a misspelt one would silently test nothing. */
    public Yaml only(String... known) {
        var unknown = keys();
        unknown.removeAll(List.of(known));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(place + " has unknown keys " + unknown);
        }
        return this;
    }
}
