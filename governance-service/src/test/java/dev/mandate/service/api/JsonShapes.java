package dev.mandate.service.api;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema (draft 2020-12) of records as {@link Api} writes and reads them. A type for which there is no rule here is
 * refused, so that no document says something that nobody thought of.
 */
public final class JsonShapes {
    private final RecordDocs docs;
    private final String prefix;
    private final SortedMap<String, Object> named = new TreeMap<>();
    private final Map<String, Class<?>> classes = new TreeMap<>();

    /** @param prefix before the name of a record that is referred to, such as {@code #/$defs/} */
    public JsonShapes(RecordDocs docs, String prefix) {
        this.docs = docs;
        this.prefix = prefix;
    }

    /** The records met so far, by name. */
    public SortedMap<String, Object> named() {
        return named;
    }

    /** A reference to a record, which is then among the named ones. */
    public Map<String, Object> reference(Class<?> type) {
        String name = type.getSimpleName();
        Class<?> known = classes.putIfAbsent(name, type);
        if (known == null) {
            named.put(name, Map.of());
            named.put(name, view(type));
        } else if (known != type) {
            throw new IllegalStateException(
                    known.getName() + " and " + type.getName() + " have one name in the document; rename one");
        }
        return new LinkedHashMap<>(Map.of("$ref", prefix + name));
    }

    /** An object in which every component is present, as views are written. */
    public Map<String, Object> view(Class<?> type) {
        var properties = new LinkedHashMap<String, Object>();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.put(Commands.snake(component.getName()), described(component));
        }
        return object(type, properties, List.copyOf(properties.keySet()));
    }

    /** An object in which some components may be left out, as commands are read. */
    Map<String, Object> command(Class<?> type, List<RecordComponent> components) {
        var properties = new LinkedHashMap<String, Object>();
        components.forEach(one -> properties.put(Commands.snake(one.getName()), described(one)));
        var required = components.stream()
                .filter(JsonShapes::isRequired)
                .map(one -> Commands.snake(one.getName()))
                .toList();
        Map<String, Object> shape = object(type, properties, required);
        shape.put("additionalProperties", false);
        return shape;
    }

    /** As {@link Commands} asks for it. */
    static boolean isRequired(RecordComponent component) {
        Class<?> type = component.getType();
        return type != Optional.class && type != List.class && type != boolean.class;
    }

    public Map<String, Object> described(RecordComponent component) {
        Map<String, Object> shape = of(component.getAnnotatedType());
        docs.of(component.getDeclaringRecord(), component.getName()).ifPresent(text -> shape.put("description", text));
        return shape;
    }

    private Map<String, Object> object(Class<?> type, Map<String, Object> properties, List<String> required) {
        var shape = new LinkedHashMap<String, Object>();
        shape.put("type", "object");
        docs.of(type).ifPresent(text -> shape.put("description", text));
        if (!required.isEmpty()) {
            shape.put("required", required);
        }
        shape.put("properties", properties);
        return shape;
    }

    private Map<String, Object> of(AnnotatedType annotated) {
        Type type = annotated.getType();
        Map<String, Object> shape = type instanceof ParameterizedType
                ? generic((AnnotatedParameterizedType) annotated)
                : plain((Class<?>) type);
        return annotated.isAnnotationPresent(Nullable.class) ? nullable(shape) : shape;
    }

    private Map<String, Object> generic(AnnotatedParameterizedType annotated) {
        var raw = (Class<?>) ((ParameterizedType) annotated.getType()).getRawType();
        AnnotatedType[] arguments = annotated.getAnnotatedActualTypeArguments();
        if (raw == Optional.class) {
            return nullable(of(arguments[0]));
        }
        if (raw == List.class) {
            return shape("type", "array", "items", of(arguments[0]));
        }
        throw new IllegalStateException("no rule for " + annotated);
    }

    private Map<String, Object> plain(Class<?> type) {
        if (type == String.class) {
            return shape("type", "string");
        }
        if (type == Instant.class) {
            return shape("type", "string", "format", "date-time");
        }
        if (type == UUID.class) {
            return shape("type", "string", "format", "uuid");
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return shape("type", "integer");
        }
        if (type == double.class) {
            return shape("type", "number");
        }
        if (type == boolean.class) {
            return shape("type", "boolean");
        }
        if (WordTypes.isWord(type)) {
            return shape("type", "string");
        }
        if (type.isRecord()) {
            return reference(type);
        }
        throw new IllegalStateException("no rule for " + type);
    }

    private static Map<String, Object> nullable(Map<String, Object> shape) {
        Object type = shape.get("type");
        if (type == null) {
            return shape("anyOf", List.of(shape, shape("type", "null")));
        }
        shape.put("type", List.of(type, "null"));
        return shape;
    }

    /** An object of names and values, in this order. */
    static Map<String, Object> shape(Object... pairs) {
        var shape = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            shape.put((String) pairs[i], pairs[i + 1]);
        }
        return shape;
    }
}
