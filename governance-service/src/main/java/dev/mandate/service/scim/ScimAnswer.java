package dev.mandate.service.scim;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request is answered with.
 *
 * @param body writes one JSON object; null for none
 */
record ScimAnswer(
        int status, Map<String, String> headers, @Nullable Body body) {
    private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

    ScimAnswer {
        headers = Map.copyOf(headers);
    }

    /** Writes as it goes, so that what is large is never whole in memory. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator out);
    }

    static ScimAnswer nothing(int status) {
        return new ScimAnswer(status, Map.of(), null);
    }

    static ScimAnswer of(int status, JsonNode node) {
        return new ScimAnswer(status, Map.of(), out -> Json.mapper().writeTree(out, node));
    }

    /** RFC 7644 section 3.12: the status is a text. */
    static ScimAnswer of(ScimProblem problem) {
        ObjectNode error = Json.object();
        error.putArray("schemas").add(ERROR);
        error.put("status", Integer.toString(problem.status()));
        String type = problem.type();
        if (type != null) {
            error.put("scimType", type);
        }
        error.put("detail", problem.detail());
        return new ScimAnswer(
                problem.status(), problem.headers(), out -> Json.mapper().writeTree(out, error));
    }

    ScimAnswer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new ScimAnswer(status, more, body);
    }
}
