package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.SchemaResource;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads patches as the RFC has them, and as Entra and Okta send them: operations in any case; one replace without a path
 * whose keys are dotted or begin with a schema's URN; what is to be removed in {@code value}.
 */
final class PatchParser {
    private static final String MESSAGE = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private static final int MOST = 10_000;

    /** Okta repeats them where it changes a group's name. */
    private static final Set<String> OURS = Set.of("schemas", "id", "meta");

    private final ResourceSchema schema;
    private final List<PatchStep> steps = new ArrayList<>();

    private PatchParser(ResourceSchema schema) {
        this.schema = schema;
    }

    /** @throws ScimProblem naming the operation that cannot be read */
    static List<PatchStep> parse(ResourceSchema schema, ObjectNode body) {
        if (!member(body, "schemas")
                .orElse(body)
                .toString()
                .toLowerCase(Locale.ROOT)
                .contains(MESSAGE.toLowerCase(Locale.ROOT))) {
            throw ScimProblem.syntax("'schemas' does not name " + MESSAGE);
        }
        if (!(member(body, "Operations").orElse(null) instanceof ArrayNode operations) || operations.isEmpty()) {
            throw ScimProblem.syntax("'Operations' is no list of operations");
        }
        if (operations.size() > MOST) {
            throw ScimProblem.tooLarge("more than " + MOST + " operations");
        }
        var parser = new PatchParser(schema);
        for (JsonNode operation : operations) {
            parser.operation(Json.asObject(operation));
        }
        return List.copyOf(parser.steps);
    }

    private static Optional<JsonNode> member(ObjectNode object, String name) {
        return object.properties().stream()
                .filter(member -> member.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private void operation(ObjectNode operation) {
        PatchStep.Kind kind = kind(member(operation, "op").orElse(operation));
        JsonNode value =
                member(operation, "value").filter(node -> !node.isNull()).orElse(null);
        Optional<JsonNode> path = member(operation, "path").filter(node -> !node.isNull());
        if (path.isPresent()) {
            if (!path.get().isString()) {
                throw ScimProblem.path("'path' is no text");
            }
            step(kind, path.get().stringValue().strip(), value);
            return;
        }
        if (value instanceof ObjectNode object) {
            object.properties().forEach(member -> pathless(kind, member.getKey(), member.getValue()));
            return;
        }
        if (kind == PatchStep.Kind.REMOVE) {
            throw ScimProblem.noTarget("what is removed is named by 'path'");
        }
        throw ScimProblem.value("without a 'path', 'value' is an object");
    }

    private static PatchStep.Kind kind(JsonNode op) {
        String word = op.isString() ? op.stringValue().toLowerCase(Locale.ROOT) : "";
        return switch (word) {
            case "add" -> PatchStep.Kind.ADD;
            case "replace" -> PatchStep.Kind.REPLACE;
            case "remove" -> PatchStep.Kind.REMOVE;
            default -> throw ScimProblem.syntax("'op' is add, replace or remove");
        };
    }

    /** What the schema does not know is left out, as it is of a whole resource. */
    private void pathless(PatchStep.Kind kind, String key, JsonNode value) {
        if (OURS.contains(key.toLowerCase(Locale.ROOT))) {
            return;
        }
        JsonNode said = value.isNull() ? null : value;
        Optional<SchemaResource> extension = schema.extension(key);
        if (extension.isPresent() && said instanceof ObjectNode parts) {
            parts.properties()
                    .forEach(part ->
                            pathless(kind, ResourceSchema.urn(extension.get()) + ":" + part.getKey(), part.getValue()));
            return;
        }
        if (key.indexOf('[') >= 0) {
            step(kind, key, said);
            return;
        }
        AttributePath.of(schema, key).ifPresent(path -> steps.add(new PatchStep(kind, path, null, said)));
    }

    /** {@code attribute}, {@code attribute[filter]} or {@code attribute[filter].part}. */
    private void step(PatchStep.Kind kind, String text, @Nullable JsonNode value) {
        int open = text.indexOf('[');
        if (open < 0) {
            AttributePath path = path(text);
            if (path.attribute() == null && value instanceof ObjectNode parts && kind != PatchStep.Kind.REMOVE) {
                pathless(kind, text, parts);
                return;
            }
            steps.add(new PatchStep(kind, path, null, unwrapped(text, value)));
            return;
        }
        int close = text.lastIndexOf(']');
        AttributePath list = path(text.substring(0, open).strip());
        if (close < open || list.sub() != null || !list.isMultiValued()) {
            throw ScimProblem.path("only the values of a list are chosen in brackets: " + Shown.quote(text));
        }
        Filter which = FilterParser.parse(schema, list, text.substring(open + 1, close));
        String rest = text.substring(close + 1).strip();
        if (rest.isEmpty()) {
            steps.add(new PatchStep(kind, list, which, value));
            return;
        }
        AttributePath part = rest.startsWith(".") ? list.part(rest.substring(1)).orElse(null) : null;
        if (part == null) {
            throw ScimProblem.path(list + " has no part " + Shown.quote(rest));
        }
        steps.add(new PatchStep(kind, part, which, value));
    }

    private AttributePath path(String text) {
        return AttributePath.of(schema, text)
                .orElseThrow(() -> ScimProblem.path(schema.name() + " has no attribute " + Shown.quote(text)));
    }

    /** Some clients name the attribute once more inside of the value. */
    private static @Nullable JsonNode unwrapped(String name, @Nullable JsonNode value) {
        return value instanceof ObjectNode object && object.size() == 1 && object.get(name) instanceof ArrayNode list
                ? list
                : value;
    }
}
