package dev.mandate.service.scim;

import dev.mandate.service.scim.Bulk.BulkOperation;
import dev.mandate.service.yaml.Shown;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which resource a {@code bulkId:…} means. */
final class BulkReferences {
    private static final String PREFIX = "bulkId:";

    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> failed = new HashSet<>();

    void known(@Nullable String bulkId, String id) {
        if (bulkId != null) {
            ids.put(bulkId, id);
        }
    }

    void failed(@Nullable String bulkId) {
        if (bulkId != null) {
            failed.add(bulkId);
        }
    }

    /** Whether nothing that it names is still to come. */
    boolean areKnown(BulkOperation operation, Collection<BulkOperation> open) {
        Set<String> named = new HashSet<>();
        collect(operation.data(), named);
        if (operation.id().startsWith(PREFIX)) {
            named.add(operation.id().substring(PREFIX.length()));
        }
        return open.stream().noneMatch(other -> other.bulkId() != null && named.contains(other.bulkId()));
    }

    private static void collect(JsonNode node, Set<String> named) {
        if (node.isString()) {
            if (node.stringValue().startsWith(PREFIX)) {
                named.add(node.stringValue().substring(PREFIX.length()));
            }
            return;
        }
        node.forEach(inner -> collect(inner, named));
    }

    /** @throws ScimProblem where it names what is not there */
    BulkOperation resolved(BulkOperation operation) {
        String path = operation.id().startsWith(PREFIX)
                ? "/" + operation.endpoint() + "/" + id(operation.id())
                : operation.path();
        return new BulkOperation(
                operation.number(),
                operation.method(),
                operation.bulkId(),
                operation.version(),
                path,
                resolved(operation.data()));
    }

    private JsonNode resolved(JsonNode node) {
        if (node.isString() && node.stringValue().startsWith(PREFIX)) {
            return Json.mapper().getNodeFactory().stringNode(id(node.stringValue()));
        }
        if (node instanceof ArrayNode list) {
            ArrayNode resolved = Json.mapper().createArrayNode();
            list.forEach(inner -> resolved.add(resolved(inner)));
            return resolved;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode resolved = Json.object();
            object.properties().forEach(inner -> resolved.set(inner.getKey(), resolved(inner.getValue())));
            return resolved;
        }
        return node;
    }

    private String id(String reference) {
        String bulkId = reference.substring(PREFIX.length());
        if (failed.contains(bulkId)) {
            throw ScimProblem.conflict("the operation " + Shown.quote(bulkId) + ", which it names, was refused");
        }
        if (!ids.containsKey(bulkId)) {
            throw ScimProblem.value("no operation has the bulkId " + Shown.quote(bulkId));
        }
        return Objects.requireNonNull(ids.get(bulkId));
    }
}
