package dev.mandate.service.scim;

import dev.mandate.service.yaml.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which resources are asked for, and what of them (RFC 7644 section 3.4.2).
 *
 * @param filter as it was written
 * @param startIndex from 1
 * @param count at most {@link #MOST}
 */
record Query(
        Optional<String> filter,
        Optional<String> sortBy,
        boolean descending,
        int startIndex,
        int count,
        Optional<String> cursor,
        List<String> attributes,
        List<String> excluded) {
    static final int USUAL = 100;
    static final int MOST = 1000;

    Query {
        attributes = List.copyOf(attributes);
        excluded = List.copyOf(excluded);
    }

    /** Of a request's query, its names in any case. */
    static Query of(Map<String, String> said) {
        Optional<String> cursor = Optional.ofNullable(said.get("cursor"));
        return new Query(
                text(said.get("filter")),
                text(said.get("sortby")),
                descending(said.get("sortorder")),
                Math.max(1, number("startIndex", said.get("startindex"), 1)),
                count(cursor, number("count", said.get("count"), USUAL)),
                cursor,
                names(said.get("attributes")),
                names(said.get("excludedattributes")));
    }

    /** Of the body of a {@code /.search} (RFC 7644 section 3.4.3). */
    static Query of(ObjectNode body) {
        var said = new java.util.HashMap<String, String>();
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            JsonNode value = member.getValue();
            if (value instanceof ArrayNode list) {
                said.put(
                        lower(member),
                        String.join(
                                ",", list.valueStream().map(JsonNode::asString).toList()));
            } else if (!value.isNull()) {
                said.put(lower(member), value.asString());
            }
        }
        return of(said);
    }

    private static String lower(Map.Entry<String, JsonNode> member) {
        return member.getKey().toLowerCase(Locale.ROOT);
    }

    /** @throws ScimProblem where the schema has no such attribute */
    Optional<Order> order(ResourceSchema schema) {
        return sortBy.map(name -> new Order(
                AttributePath.of(schema, name)
                        .orElseThrow(() -> ScimProblem.path(schema.name() + " has no attribute " + Shown.quote(name))),
                descending));
    }

    /** The same question, of another part. */
    Query at(int first, int most) {
        return new Query(filter, sortBy, descending, first, most, cursor, attributes, excluded);
    }

    Projection projection(ResourceSchema schema) {
        return Projection.of(schema, attributes, excluded);
    }

    /** What was asked for, without where in it: the same for all pages. */
    String sense() {
        return filter.orElse("") + "\n" + sortBy.orElse("") + "\n" + descending;
    }

    private static Optional<String> text(@Nullable String text) {
        return text == null || text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }

    private static boolean descending(@Nullable String order) {
        if (order == null || order.isEmpty() || order.equalsIgnoreCase("ascending")) {
            return false;
        }
        if (order.equalsIgnoreCase("descending")) {
            return true;
        }
        throw ScimProblem.value("'sortOrder' is ascending or descending");
    }

    private static int count(Optional<String> cursor, int count) {
        if (cursor.isPresent() && count < 1) {
            throw ScimProblem.count("with a cursor 'count' is at least 1");
        }
        return Math.clamp(count, 0, MOST);
    }

    private static int number(String name, @Nullable String text, int otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            return Math.clamp(Long.parseLong(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
        } catch (NumberFormatException none) {
            throw ScimProblem.value("'" + name + "' is a whole number, not " + Shown.quote(text));
        }
    }

    private static List<String> names(@Nullable String list) {
        return list == null
                ? List.of()
                : Stream.of(list.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }
}
