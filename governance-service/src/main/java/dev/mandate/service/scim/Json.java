package dev.mandate.service.scim;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as trees. What comes from outside is bounded and may not say a name twice. */
final class Json {
    private static final int DEEPEST = 30;
    private static final int LONGEST_TEXT = 1 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .build())
                    .build())
            .build();

    /** What was checked when it came. */
    private static final JsonMapper STORED = new JsonMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** @throws ScimProblem where it is no JSON object */
    static ObjectNode read(byte[] body) {
        try {
            return asObject(MAPPER.readTree(body));
        } catch (JacksonException unreadable) {
            throw ScimProblem.syntax("the body is not JSON as RFC 8259 has it: line "
                    + (unreadable.getLocation() == null
                            ? 1
                            : unreadable.getLocation().getLineNr()));
        }
    }

    /** What was written by {@link #text}. */
    static ObjectNode stored(String text) {
        return (ObjectNode) STORED.readTree(text);
    }

    static ObjectNode asObject(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ScimProblem.syntax("the body is not a JSON object");
    }

    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static JsonMapper mapper() {
        return MAPPER;
    }
}
