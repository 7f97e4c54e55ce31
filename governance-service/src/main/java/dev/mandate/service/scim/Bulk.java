package dev.mandate.service.scim;

import dev.mandate.service.yaml.Shown;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does many operations of one request (RFC 7644 section 3.7), each in a transaction of its own. One that names another by
 * its bulkId waits for it, wherever it stands; those that wait for one another are refused.
 */
final class Bulk {
    static final int MOST_OPERATIONS = 1000;
    static final int MOST_BYTES = 1 << 20;

    private static final String REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
    private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

    private final Function<ScimRequest, ScimAnswer> server;
    private final String base;
    private final BulkReferences references = new BulkReferences();
    private final Map<Integer, ObjectNode> results = new TreeMap<>();
    private int errors;

    private Bulk(Function<ScimRequest, ScimAnswer> server, String base) {
        this.server = server;
        this.base = base;
    }

    /** @param server does one operation, and never throws */
    static ScimAnswer answer(ScimRequest request, Function<ScimRequest, ScimAnswer> server) {
        if (!request.method().equals("POST")) {
            throw ScimProblem.method("POST");
        }
        if (request.body().length > MOST_BYTES) {
            throw ScimProblem.tooLarge("a bulk request has up to " + MOST_BYTES + " bytes");
        }
        ObjectNode body = Json.read(request.body());
        if (!body.path("schemas").toString().contains(REQUEST)) {
            throw ScimProblem.syntax("'schemas' does not name " + REQUEST);
        }
        if (!(body.get("Operations") instanceof ArrayNode operations)) {
            throw ScimProblem.syntax("'Operations' is no list");
        }
        if (operations.size() > MOST_OPERATIONS) {
            throw ScimProblem.tooLarge("a bulk request has up to " + MOST_OPERATIONS + " operations");
        }
        int most = body.path("failOnErrors").asInt(Integer.MAX_VALUE);
        return new Bulk(server, request.base()).run(BulkOperation.of(operations), most < 1 ? Integer.MAX_VALUE : most);
    }

    private ScimAnswer run(List<BulkOperation> operations, int most) {
        List<BulkOperation> open = new ArrayList<>(operations);
        boolean moved = true;
        while (moved && !open.isEmpty() && errors < most) {
            moved = false;
            for (BulkOperation operation : List.copyOf(open)) {
                if (errors < most && references.areKnown(operation, open)) {
                    open.remove(operation);
                    perform(operation);
                    moved = true;
                }
            }
        }
        for (BulkOperation operation : open) {
            if (errors < most) {
                refused(operation, ScimProblem.conflict("it and others name one another by bulkId"));
            }
        }
        ObjectNode response = Json.object();
        response.putArray("schemas").add(RESPONSE);
        ArrayNode all = response.putArray("Operations");
        results.values().forEach(all::add);
        return ScimAnswer.of(200, response);
    }

    private void perform(BulkOperation operation) {
        try {
            BulkOperation ready = references.resolved(operation);
            ScimAnswer answer = server.apply(ready.request(base));
            ObjectNode result = result(operation, answer.status());
            ObjectNode body = body(answer);
            if (answer.status() >= 400) {
                errors++;
                result.set("response", body);
                references.failed(operation.bulkId());
                return;
            }
            String etag = answer.headers().get("ETag");
            if (etag != null) {
                result.put("version", etag);
            }
            String id = operation.method().equals("POST") ? body.path("id").asString("") : ready.id();
            result.put("location", base + "/" + ready.endpoint() + "/" + id);
            references.known(operation.bulkId(), id);
        } catch (ScimProblem problem) {
            refused(operation, problem);
        }
    }

    private void refused(BulkOperation operation, ScimProblem problem) {
        errors++;
        references.failed(operation.bulkId());
        result(operation, problem.status()).set("response", body(ScimAnswer.of(problem)));
    }

    private ObjectNode result(BulkOperation operation, int status) {
        ObjectNode result = Json.object();
        result.put("method", operation.method());
        if (operation.bulkId() != null) {
            result.put("bulkId", operation.bulkId());
        }
        result.put("status", Integer.toString(status));
        results.put(operation.number(), result);
        return result;
    }

    private static ObjectNode body(ScimAnswer answer) {
        ScimAnswer.Body body = answer.body();
        if (body == null) {
            return Json.object();
        }
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = Json.mapper().createGenerator(bytes)) {
            body.write(out);
        }
        return Json.read(bytes.toByteArray());
    }

    /** One operation, as it was sent. */
    record BulkOperation(
            int number,
            String method,
            @Nullable String bulkId,
            @Nullable String version,
            String path,
            JsonNode data) {
        static List<BulkOperation> of(ArrayNode operations) {
            List<BulkOperation> all = new ArrayList<>();
            for (JsonNode node : operations) {
                ObjectNode operation = Json.asObject(node);
                all.add(new BulkOperation(
                        all.size(),
                        operation.path("method").asString("").toUpperCase(java.util.Locale.ROOT),
                        text(operation, "bulkId"),
                        text(operation, "version"),
                        operation.path("path").asString(""),
                        operation.path("data")));
            }
            return all;
        }

        private static @Nullable String text(ObjectNode operation, String name) {
            return operation.path(name).isString() ? operation.path(name).stringValue() : null;
        }

        private List<String> parts() {
            return java.util.stream.Stream.of(path.split("/", -1))
                    .filter(part -> !part.isEmpty())
                    .toList();
        }

        String endpoint() {
            return parts().isEmpty() ? "" : parts().getFirst();
        }

        String id() {
            return parts().size() == 2 ? parts().getLast() : "";
        }

        ScimRequest request(String base) {
            boolean post = method.equals("POST");
            boolean known = List.of("POST", "PUT", "PATCH", "DELETE").contains(method)
                    && ResourceSchema.ALL.stream()
                            .anyMatch(type -> type.endpoint().equals(endpoint()));
            if (!known || parts().size() != (post ? 1 : 2)) {
                throw ScimProblem.path("no operation " + Shown.quote(method + " " + path)
                        + "; there are POST of a type, and PUT, PATCH and DELETE of a resource");
            }
            if (post && bulkId == null) {
                throw ScimProblem.syntax("'bulkId' is required with POST");
            }
            return new ScimRequest(method, parts(), Map.of(), version, null, Json.bytes(data), base);
        }
    }
}
