package dev.mandate.service.scim;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A list as it is answered (RFC 7644 section 3.4.2, RFC 9865 section 2). */
final class ListAnswer {
    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private ListAnswer() {}

    /**
     * @param startIndex 0 where pages go by cursor
     * @param resources writes them one after the other
     */
    static ScimAnswer of(long total, int startIndex, int count, Optional<String> next, ScimAnswer.Body resources) {
        ObjectNode head = Json.object();
        head.putArray("schemas").add(SCHEMA);
        head.put("totalResults", total);
        if (startIndex > 0) {
            head.put("startIndex", startIndex);
        }
        head.put("itemsPerPage", count);
        next.ifPresent(cursor -> head.put("nextCursor", cursor));
        return new ScimAnswer(200, Map.of(), out -> {
            out.writeStartObject();
            head.properties().forEach(member -> {
                out.writeName(member.getKey());
                Json.mapper().writeTree(out, member.getValue());
            });
            out.writeName("Resources");
            out.writeStartArray();
            resources.write(out);
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
