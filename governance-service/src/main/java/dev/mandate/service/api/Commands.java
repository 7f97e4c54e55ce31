package dev.mandate.service.api;

import dev.mandate.service.platform.Problem;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes command records of what was sent. Everything that is wrong with it is said at once. */
final class Commands {
    private static final int MOST_UNKNOWN = 20;

    private final JsonMapper mapper;

    Commands(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * The command.
     *
     * @throws Problem listing every unknown, missing and unreadable name
     */
    <C extends Record> C read(
            Class<C> type, Map<String, String> path, Map<String, List<String>> query, @Nullable String body) {
        ObjectNode sent = body == null || body.isBlank() ? mapper.createObjectNode() : object(body);
        query.forEach((name, values) -> put(sent, name, values));
        path.forEach(sent::put);
        var faults = new ArrayList<String>();
        var names = new TreeSet<String>();
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = snake(components[i].getName());
            names.add(name);
            values[i] = value(components[i], name, sent.get(name), faults);
        }
        Set<String> unknown = new HashSet<>(sent.propertyNames());
        unknown.removeAll(names);
        unknown.stream()
                .sorted()
                .limit(MOST_UNKNOWN)
                .forEach(name -> faults.add("unknown name '" + shown(name) + "'; known are " + names));
        if (!faults.isEmpty()) {
            throw new Problem(ApiCode.REQUEST_INVALID, String.join("\n", faults));
        }
        return made(type, components, values);
    }

    private ObjectNode object(String body) {
        try {
            if (mapper.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException | StackOverflowError notJson) {
            throw new Problem(ApiCode.REQUEST_INVALID, "the body is not JSON; send one object", notJson);
        }
        throw new Problem(ApiCode.REQUEST_INVALID, "the body is not a JSON object; send one object");
    }

    private void put(ObjectNode sent, String name, List<String> values) {
        if (values.size() == 1) {
            sent.put(name, values.getFirst());
            return;
        }
        ArrayNode all = sent.putArray(name);
        values.forEach(all::add);
    }

    private @Nullable Object value(
            RecordComponent component, String name, @Nullable JsonNode sent, List<String> faults) {
        Class<?> type = component.getType();
        if (sent == null || sent.isNull()) {
            if (type == Optional.class) {
                return Optional.empty();
            }
            if (type == List.class) {
                return List.of();
            }
            if (type == boolean.class) {
                return false;
            }
            faults.add("'" + name + "' is missing");
            return null;
        }
        JsonNode one =
                type == List.class && !sent.isArray() ? mapper.createArrayNode().add(sent) : sent;
        try {
            return mapper.convertValue(one, mapper.constructType(component.getGenericType()));
        } catch (JacksonException | IllegalArgumentException unreadable) {
            faults.add("'" + name + "' is " + shown(sent.toString()) + ": " + reason(unreadable));
            return null;
        }
    }

    /** What the type itself says of it; never what a parser quotes. */
    private static String reason(Exception unreadable) {
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && !(cause instanceof JacksonException)) {
                return Objects.toString(cause.getMessage(), "not readable");
            }
        }
        return "not readable as what is wanted here";
    }

    private static <C extends Record> C made(Class<C> type, RecordComponent[] components, @Nullable Object[] values) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<C> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException wrong) {
                throw new Problem(ApiCode.REQUEST_INVALID, String.valueOf(wrong.getMessage()), wrong);
            }
            if (refused.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IllegalStateException(refused);
        } catch (ReflectiveOperationException notOurs) {
            throw new IllegalStateException(notOurs);
        }
    }

    private static String shown(String text) {
        String harmless = text.codePoints()
                .limit(80)
                .mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
                .collect(Collectors.joining());
        return text.length() > 80 ? harmless + "…" : harmless;
    }

    /** As JSON names it: {@code nextPageToken} is {@code next_page_token}. */
    static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }
}
