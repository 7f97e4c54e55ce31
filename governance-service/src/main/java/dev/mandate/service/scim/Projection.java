package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Returned;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a resource is shown (RFC 7644 section 3.9). Names that the schema does not have ask for nothing.
 *
 * @param only nothing else but these and what is always shown; empty for what is shown by default
 * @param without not these
 */
record Projection(ResourceSchema schema, Set<String> only, Set<String> without) {
    Projection {
        only = Set.copyOf(only);
        without = Set.copyOf(without);
    }

    /** @throws ScimProblem where both are given */
    static Projection of(ResourceSchema schema, List<String> attributes, List<String> excluded) {
        if (!attributes.isEmpty() && !excluded.isEmpty()) {
            throw ScimProblem.value("'attributes' and 'excludedAttributes' do not go together");
        }
        return new Projection(schema, paths(schema, attributes), paths(schema, excluded));
    }

    /** In the spelling of the schema; a name that it does not have is kept so that it shows nothing. */
    private static Set<String> paths(ResourceSchema schema, List<String> names) {
        Set<String> paths = new HashSet<>();
        names.forEach(name -> paths.add(
                AttributePath.of(schema, name).map(AttributePath::toString).orElse("-")));
        return paths;
    }

    /** Whether this attribute of the core schema is shown, so that it is worth looking up. */
    boolean shows(String name) {
        return schema.attribute(name)
                .map(attribute -> isShown(attribute.getName(), attribute.getReturned()))
                .orElse(false);
    }

    /** Of the resource as it would be shown whole. */
    ObjectNode of(ObjectNode whole) {
        ObjectNode shown = Json.object();
        for (Map.Entry<String, JsonNode> member : whole.properties()) {
            String name = member.getKey();
            if (name.indexOf(':') >= 0 && schema.extension(name).isPresent()) {
                ObjectNode parts =
                        parts(name + ":", (ObjectNode) member.getValue(), only.contains(name), without.contains(name));
                if (!parts.isEmpty()) {
                    shown.set(name, parts);
                }
                continue;
            }
            schema.attribute(name)
                    .filter(attribute -> isShown(name, attribute.getReturned()))
                    .ifPresent(attribute -> shown.set(name, value(name, attribute, member.getValue())));
        }
        return shown;
    }

    /** Of an extension. */
    private ObjectNode parts(String prefix, ObjectNode object, boolean all, boolean none) {
        ObjectNode parts = Json.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String path = prefix + member.getKey();
            boolean wanted = all || only.isEmpty() || only.contains(path) || hasPart(only, path);
            if (!none && wanted && !without.contains(path)) {
                parts.set(member.getKey(), filtered(path, all, member.getValue()));
            }
        }
        return parts;
    }

    private boolean isShown(String name, Returned returned) {
        boolean named = only.contains(name) || hasPart(only, name);
        return switch (returned) {
            case ALWAYS -> true;
            case NEVER -> false;
            case REQUEST -> named;
            case DEFAULT -> (only.isEmpty() || named) && !without.contains(name);
        };
    }

    private static boolean hasPart(Set<String> paths, String name) {
        return !paths.isEmpty() && paths.stream().anyMatch(path -> path.startsWith(name + "."));
    }

    private JsonNode value(String name, AttributeDefinition attribute, JsonNode value) {
        return ResourceSchema.isComplex(attribute) ? filtered(name, only.contains(name), value) : value;
    }

    /** The parts that are asked for, where only parts are. */
    private JsonNode filtered(String path, boolean all, JsonNode value) {
        boolean partly = !all && hasPart(only, path);
        if (!partly && !hasPart(without, path)) {
            return value;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode filtered = Json.mapper().createArrayNode();
            list.forEach(one -> filtered.add(filtered(path, all, one)));
            return filtered;
        }
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        ObjectNode filtered = Json.object();
        object.properties().stream()
                .filter(part -> !partly || only.contains(path + "." + part.getKey()))
                .filter(part -> !without.contains(path + "." + part.getKey()))
                .forEach(part -> filtered.set(part.getKey(), part.getValue()));
        return filtered;
    }
}
