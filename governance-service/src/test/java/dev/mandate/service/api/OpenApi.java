package dev.mandate.service.api;

import static dev.mandate.service.api.JsonShapes.shape;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The table of routes as an OpenAPI 3.1 document. */
public final class OpenApi {
    private static final String PROBLEM = "application/problem+json";

    private final JsonShapes shapes;
    private final SortedMap<String, Object> operationIds = new TreeMap<>();

    private OpenApi(JsonShapes shapes) {
        this.shapes = shapes;
    }

    public static Map<String, Object> of(List<Route<?, ?>> routes, RecordDocs docs) {
        var api = new OpenApi(new JsonShapes(docs, "#/components/schemas/"));
        var paths = new TreeMap<String, Map<String, Object>>();
        for (Route<?, ?> route : routes) {
            paths.computeIfAbsent(route.path(), path -> new TreeMap<>())
                    .put(route.method().name().toLowerCase(Locale.ROOT), api.operation(route));
        }
        return shape(
                "openapi",
                "3.1.1",
                "info",
                shape(
                        "title",
                        "Mandate",
                        "version",
                        "1",
                        "description",
                        "Who has access to what, how it was granted, and when it was last verified. Fields are only added."),
                "servers",
                List.of(shape("url", Api.PREFIX)),
                "security",
                List.of(shape("operator", List.of())),
                "paths",
                paths,
                "components",
                shape(
                        "securitySchemes",
                        shape(
                                "operator",
                                shape(
                                        "type",
                                        "http",
                                        "scheme",
                                        "bearer",
                                        "description",
                                        "The token in the file that mandate operator add wrote.")),
                        "schemas",
                        api.schemas()));
    }

    private Map<String, Object> schemas() {
        shapes.reference(ProblemView.class);
        return shapes.named();
    }

    private Map<String, Object> operation(Route<?, ?> route) {
        String id = operationId(route);
        if (operationIds.put(id, route) != null) {
            throw new IllegalStateException(route + " has the operation id " + id + " of another route");
        }
        var operation = shape(
                "operationId",
                id,
                "summary",
                route.summary(),
                "tags",
                List.of(route.path().split("/", -1)[1]),
                "x-permission",
                route.permission().word());
        var parameters = new ArrayList<Object>();
        var body = new ArrayList<RecordComponent>();
        for (RecordComponent component : route.command().getRecordComponents()) {
            String name = Commands.snake(component.getName());
            if (route.path().contains("{" + name + "}")) {
                parameters.add(parameter(component, "path", true));
            } else if (route.method() == Route.Method.GET) {
                parameters.add(parameter(component, "query", JsonShapes.isRequired(component)));
            } else {
                body.add(component);
            }
        }
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (!body.isEmpty()) {
            operation.put("requestBody", requestBody(route, body));
        }
        operation.put("responses", responses(route));
        return operation;
    }

    /** Such as {@code post_drift_revert}. */
    private static String operationId(Route<?, ?> route) {
        var id = new StringBuilder(route.method().name().toLowerCase(Locale.ROOT));
        Arrays.stream(route.path().substring(1).split("/", -1))
                .filter(part -> !part.startsWith("{"))
                .forEach(part -> id.append('_').append(part));
        return id.toString();
    }

    private Map<String, Object> parameter(RecordComponent component, String in, boolean required) {
        Map<String, Object> schema = shapes.described(component);
        var parameter = shape("name", Commands.snake(component.getName()), "in", in, "required", required);
        Object description = schema.remove("description");
        if (description != null) {
            parameter.put("description", description);
        }
        if (schema.get("type") instanceof List<?> types) {
            // A parameter is left out, not null.
            schema.put("type", types.getFirst());
        }
        parameter.put("schema", schema);
        return parameter;
    }

    private Map<String, Object> requestBody(Route<?, ?> route, List<RecordComponent> components) {
        return shape(
                "required",
                components.stream().anyMatch(JsonShapes::isRequired),
                "content",
                shape("application/json", shape("schema", shapes.command(route.command(), components))));
    }

    private Map<String, Object> responses(Route<?, ?> route) {
        var responses = new LinkedHashMap<String, Object>();
        responses.put(
                "200",
                shape(
                        "description",
                        "The answer. Whoever accepts text/event-stream gets progress events meanwhile, and it as the last"
                                + " event: result or problem.",
                        "content",
                        shape(
                                "application/json",
                                shape("schema", shapes.reference(route.view())),
                                "text/event-stream",
                                shape("schema", shape("type", "string")))));
        responses.put(
                "default",
                shape(
                        "description",
                        "Nothing was done; code says why, and blame who can mend it (RFC 9457).",
                        "content",
                        shape(PROBLEM, shape("schema", shapes.reference(ProblemView.class)))));
        return responses;
    }
}
