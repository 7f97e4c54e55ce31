package dev.mandate.service.scim;

import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A user or group as it is kept.
 *
 * @param content what was pushed, see {@link Content}
 */
record Resource(ResourceSchema schema, UUID id, ObjectNode content, long version, Instant created, Instant modified) {
    Resource at(long earlier) {
        return new Resource(schema, id, content, earlier, created, modified);
    }

    /** An entity tag; weak, because the order of members says nothing (RFC 7644 section 3.14). */
    String etag() {
        return "W/\"" + version + "\"";
    }

    String location(String base) {
        return base + "/" + schema.endpoint() + "/" + id;
    }

    /** As it is shown whole, but for what is looked up elsewhere. */
    ObjectNode shown(String base) {
        ObjectNode shown = Json.object();
        ArrayNode schemas = shown.putArray("schemas").add(schema.urn());
        schema.extensions().stream()
                .filter(extension -> content.has(ResourceSchema.urn(extension)))
                .forEach(extension -> schemas.add(ResourceSchema.urn(extension)));
        shown.put("id", id.toString());
        shown.setAll(content);
        shown.putObject("meta")
                .put("resourceType", schema.name())
                .put("created", created.toString())
                .put("lastModified", modified.toString())
                .put("location", location(base))
                .put("version", etag());
        return shown;
    }

    String text(String name) {
        JsonNode node = content.path(name);
        return node.isString() ? node.stringValue() : "";
    }
}
