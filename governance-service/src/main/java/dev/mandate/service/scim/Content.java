package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import com.unboundid.scim2.common.types.SchemaResource;
import dev.mandate.service.yaml.Shown;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client states of a resource, as the schema has it: names in the schema's own case, no nulls and no empty lists,
 * truth as booleans. What the schema does not know and what only we may say is left out (RFC 7644 section 3.3), so that
 * nothing gets in under a name that nobody looked at.
 */
final class Content {
    private static final int LONGEST_TEXT = 8192;
    private static final int MOST_VALUES = 1000;
    private static final Set<String> OURS = Set.of("schemas", "id", "meta");

    private final ResourceSchema schema;

    Content(ResourceSchema schema) {
        this.schema = schema;
    }

    /**
     * The content of a request that states a whole resource, in which something may be missing yet.
     *
     * @throws ScimProblem where it is not what the schema says
     */
    ObjectNode of(ObjectNode body) {
        requireSchemas(body);
        return content(body);
    }

    private void requireSchemas(ObjectNode body) {
        boolean named = false;
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            if (member.getKey().equalsIgnoreCase("schemas") && member.getValue() instanceof ArrayNode urns) {
                for (JsonNode urn : urns) {
                    named |= urn.isString() && urn.stringValue().equalsIgnoreCase(schema.urn());
                }
            }
        }
        if (!named) {
            throw ScimProblem.syntax("'schemas' does not name " + schema.urn());
        }
    }

    /** What cannot be missing. */
    void requireRequired(ObjectNode content) {
        for (AttributeDefinition attribute : schema.core().getAttributes()) {
            if (attribute.isRequired() && !content.has(attribute.getName())) {
                throw ScimProblem.value("'" + attribute.getName() + "' is required");
            }
        }
    }

    private ObjectNode content(ObjectNode body) {
        ObjectNode content = Json.object();
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            String name = member.getKey();
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw ScimProblem.syntax(Shown.quote(name) + " is there twice");
            }
            Optional<SchemaResource> extension = schema.extension(name);
            if (extension.isPresent()) {
                extension(extension.get(), member.getValue())
                        .ifPresent(parts -> content.set(ResourceSchema.urn(extension.get()), parts));
            } else if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
                schema.attribute(name)
                        .ifPresent(attribute -> value(attribute, member.getValue())
                                .ifPresent(value -> content.set(attribute.getName(), value)));
            }
        }
        return content;
    }

    private static Optional<JsonNode> extension(SchemaResource extension, JsonNode node) {
        if (node.isNull()) {
            return Optional.empty();
        }
        if (!(node instanceof ObjectNode object)) {
            throw ScimProblem.value("'" + ResourceSchema.urn(extension) + "' is no object");
        }
        return parts(extension.getAttributes(), object);
    }

    /** What a value of this attribute is; empty where it is none, or nothing that a client may say. */
    static Optional<JsonNode> value(AttributeDefinition attribute, JsonNode node) {
        if (node.isNull() || attribute.getMutability() == Mutability.READ_ONLY) {
            return Optional.empty();
        }
        return attribute.isMultiValued() ? values(attribute, node) : single(attribute, node);
    }

    private static Optional<JsonNode> values(AttributeDefinition attribute, JsonNode node) {
        ArrayNode values = Json.mapper().createArrayNode();
        Iterable<JsonNode> all = node instanceof ArrayNode list ? list : java.util.List.of(node);
        Set<JsonNode> seen = new HashSet<>();
        for (JsonNode one : all) {
            if (!one.isNull()) {
                single(attribute, one).filter(seen::add).ifPresent(values::add);
            }
        }
        if (values.size() > MOST_VALUES) {
            throw ScimProblem.value("'" + attribute.getName() + "' has more than " + MOST_VALUES + " values");
        }
        requireOnePrimary(attribute, values);
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    static void requireOnePrimary(AttributeDefinition attribute, ArrayNode values) {
        int primary = 0;
        for (JsonNode value : values) {
            primary += value.path("primary").asBoolean(false) ? 1 : 0;
        }
        if (primary > 1) {
            throw ScimProblem.value("'" + attribute.getName() + "' has more than one primary value");
        }
    }

    /** One value, also one of several. */
    static Optional<JsonNode> single(AttributeDefinition attribute, JsonNode node) {
        return switch (attribute.getType()) {
            case COMPLEX -> complex(attribute, node);
            case BOOLEAN -> Optional.of(Json.mapper().getNodeFactory().booleanNode(truth(attribute, node)));
            case STRING, REFERENCE, BINARY -> text(attribute, node);
            case DATETIME ->
                text(attribute, node)
                        .filter(text -> Instants.of(text.stringValue()).isPresent())
                        .or(() -> {
                            throw ScimProblem.value("'" + attribute.getName() + "' is no date and time with an offset");
                        });
            case DECIMAL, INTEGER -> {
                if (!node.isNumber()) {
                    throw ScimProblem.value("'" + attribute.getName() + "' is no number");
                }
                yield Optional.of(node);
            }
        };
    }

    /** Entra gives a manager as the mere id. */
    private static Optional<JsonNode> complex(AttributeDefinition attribute, JsonNode node) {
        if (node instanceof ObjectNode object) {
            return parts(ResourceSchema.parts(attribute), object);
        }
        Optional<AttributeDefinition> value = ResourceSchema.find(ResourceSchema.parts(attribute), "value");
        if (node.isString() && value.isPresent()) {
            return single(value.get(), node).map(text -> Json.object().set("value", text));
        }
        throw ScimProblem.value("'" + attribute.getName() + "' is no object");
    }

    private static Optional<JsonNode> parts(Collection<AttributeDefinition> known, ObjectNode object) {
        ObjectNode parts = Json.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            ResourceSchema.find(known, member.getKey())
                    .ifPresent(part ->
                            value(part, member.getValue()).ifPresent(value -> parts.set(part.getName(), value)));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
    }

    private static boolean truth(AttributeDefinition attribute, JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        Function<String, ScimProblem> fault = name -> ScimProblem.value("'" + name + "' is neither true nor false");
        if (!node.isString()) {
            throw fault.apply(attribute.getName());
        }
        return Booleans.of(node.stringValue()).orElseThrow(() -> fault.apply(attribute.getName()));
    }

    /** An empty text is no value. Lines may break in addresses; NUL and halves of characters cannot be stored. */
    private static Optional<JsonNode> text(AttributeDefinition attribute, JsonNode node) {
        if (!node.isString()) {
            throw ScimProblem.value("'" + attribute.getName() + "' is no text");
        }
        String text = node.stringValue();
        boolean unfit = text.length() > LONGEST_TEXT || text.codePoints().anyMatch(sign -> isUnfit(sign));
        if (unfit) {
            throw ScimProblem.value("'" + attribute.getName() + "' is longer than " + LONGEST_TEXT
                    + " characters or has control characters");
        }
        return text.isBlank() ? Optional.empty() : Optional.of(node);
    }

    private static boolean isUnfit(int sign) {
        boolean control = Character.isISOControl(sign) && sign != '\n' && sign != '\r' && sign != '\t';
        return control || Character.getType(sign) == Character.SURROGATE;
    }
}
