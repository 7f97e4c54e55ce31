package dev.mandate.service.scim;

import java.util.List;
import java.util.UUID;

/** The paths of one type of resource: the type itself, each resource, and its {@code /.search}. */
final class ResourceEndpoint {
    private final Resources resources;

    ResourceEndpoint(Resources resources) {
        this.resources = resources;
    }

    /** @param rest of the path, after the name of the type */
    ScimAnswer answer(Pushing by, ScimRequest request, List<String> rest) {
        if (rest.isEmpty()) {
            return switch (request.method()) {
                case "GET" -> list(by, request, Query.of(request.query()));
                case "POST" -> create(by, request);
                default -> throw ScimProblem.method("GET, POST");
            };
        }
        if (rest.size() > 1) {
            throw ScimProblem.notFound("there is nothing at this path");
        }
        if (rest.getFirst().equals(".search")) {
            if (!request.method().equals("POST")) {
                throw ScimProblem.method("POST");
            }
            return list(by, request, Query.of(Json.read(request.body())));
        }
        return switch (request.method()) {
            case "GET" -> get(by, request, id(rest.getFirst()));
            case "PUT" -> replace(by, request, id(rest.getFirst()));
            case "PATCH" -> patch(by, request, id(rest.getFirst()));
            case "DELETE" -> {
                resources.delete(by, id(rest.getFirst()), new Precondition(request.ifMatch()));
                yield ScimAnswer.nothing(204);
            }
            default -> throw ScimProblem.method("GET, PUT, PATCH, DELETE");
        };
    }

    /** Whatever is no id of ours is nobody's. */
    private UUID id(String text) {
        return Ids.of(text).orElseThrow(this::none);
    }

    private ScimProblem none() {
        return ScimProblem.notFound(
                "there is no such " + ResourceSchema.lower(resources.schema().name()));
    }

    private ScimAnswer create(Pushing by, ScimRequest request) {
        Projection projection = projection(request);
        Resource made = resources.create(by, Json.read(request.body()));
        return shown(201, by, request, made, projection).with("Location", made.location(request.base()));
    }

    private ScimAnswer replace(Pushing by, ScimRequest request, UUID id) {
        Projection projection = projection(request);
        Resource now = resources.replace(by, id, Json.read(request.body()), new Precondition(request.ifMatch()));
        return shown(200, by, request, now, projection);
    }

    /** Whoever changes a group of many is answered without them, unless they ask (RFC 7644 section 3.5.2). */
    private ScimAnswer patch(Pushing by, ScimRequest request, UUID id) {
        Projection projection = projection(request);
        List<PatchStep> steps = PatchParser.parse(resources.schema(), Json.read(request.body()));
        Resource now = resources.patch(by, id, steps, new Precondition(request.ifMatch()));
        if (resources.schema().equals(ResourceSchema.GROUP) && projection.only().isEmpty()) {
            return ScimAnswer.nothing(204).with("ETag", now.etag());
        }
        return shown(200, by, request, now, projection);
    }

    private ScimAnswer get(Pushing by, ScimRequest request, UUID id) {
        Projection projection = projection(request);
        Resource found = resources.get(by.id(), id).orElseThrow(this::none);
        String known = request.ifNoneMatch();
        if (known != null && Precondition.names(known, found)) {
            return ScimAnswer.nothing(304).with("ETag", found.etag());
        }
        return shown(200, by, request, found, projection);
    }

    private Projection projection(ScimRequest request) {
        return Query.of(request.query()).projection(resources.schema());
    }

    private ScimAnswer shown(int status, Pushing by, ScimRequest request, Resource one, Projection projection) {
        return new ScimAnswer(
                        status,
                        java.util.Map.of(),
                        out -> resources.write(by.id(), one, projection, request.base(), out))
                .with("ETag", one.etag());
    }

    private ScimAnswer list(Pushing by, ScimRequest request, Query query) {
        Projection projection = query.projection(resources.schema());
        Found found = resources.list(by.id(), query);
        return ListAnswer.of(
                found.total(),
                query.cursor().isPresent() ? 0 : query.startIndex(),
                found.resources().size(),
                found.next(),
                out -> found.resources()
                        .forEach(one -> resources.write(by.id(), one, projection, request.base(), out)));
    }
}
