package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.AuthenticationScheme;
import com.unboundid.scim2.common.types.BulkConfig;
import com.unboundid.scim2.common.types.ChangePasswordConfig;
import com.unboundid.scim2.common.types.ETagConfig;
import com.unboundid.scim2.common.types.FilterConfig;
import com.unboundid.scim2.common.types.PaginationConfig;
import com.unboundid.scim2.common.types.PatchConfig;
import com.unboundid.scim2.common.types.ResourceTypeResource;
import com.unboundid.scim2.common.types.SchemaResource;
import com.unboundid.scim2.common.types.ServiceProviderConfigResource;
import com.unboundid.scim2.common.types.SortConfig;
import com.unboundid.scim2.common.utils.JsonUtils;
import dev.mandate.service.yaml.Shown;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client can learn of this server (RFC 7644 section 4). It is the same for every source. */
final class Discovery {
    private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private Discovery() {}

    /** @param rest of the path, after the name of the endpoint */
    static ScimAnswer answer(String endpoint, ScimRequest request, List<String> rest) {
        if (!request.method().equals("GET")) {
            throw ScimProblem.method("GET");
        }
        if (request.query().containsKey("filter")) {
            throw ScimProblem.forbidden("what the server says of itself is not filtered (RFC 7644 section 4)");
        }
        if (endpoint.equals("ServiceProviderConfig")) {
            if (!rest.isEmpty()) {
                throw ScimProblem.notFound("there is one ServiceProviderConfig");
            }
            return ScimAnswer.of(200, config(request.base()));
        }
        Map<String, ObjectNode> all = endpoint.equals("Schemas") ? schemas(request.base()) : types(request.base());
        if (rest.isEmpty()) {
            return ScimAnswer.of(200, list(all.values()));
        }
        ObjectNode one = rest.size() == 1 ? all.get(rest.getFirst()) : null;
        if (one == null) {
            throw ScimProblem.notFound("there is nothing under " + Shown.quote(String.join("/", rest)));
        }
        return ScimAnswer.of(200, one);
    }

    private static ObjectNode list(Collection<ObjectNode> all) {
        ObjectNode list = Json.object();
        list.putArray("schemas").add(LIST);
        list.put("totalResults", all.size());
        list.put("startIndex", 1);
        list.put("itemsPerPage", all.size());
        ArrayNode resources = list.putArray("Resources");
        all.forEach(resources::add);
        return list;
    }

    private static ObjectNode config(String base) {
        var config = new ServiceProviderConfigResource(
                null,
                new PatchConfig(true),
                new BulkConfig(true, Bulk.MOST_OPERATIONS, Bulk.MOST_BYTES),
                new FilterConfig(true, Query.MOST),
                new ChangePasswordConfig(false),
                new SortConfig(true),
                new ETagConfig(true),
                new PaginationConfig(true, true, "index", Query.USUAL, Query.MOST, (int) Cursors.VALID.toSeconds()),
                List.of(bearer()));
        return located(JsonUtils.valueToNode(config), "ServiceProviderConfig", base + "/ServiceProviderConfig");
    }

    private static AuthenticationScheme bearer() {
        return new AuthenticationScheme(
                "Bearer token",
                "A token of this source, made with mandate source token add",
                URI.create("https://www.rfc-editor.org/info/rfc6750"),
                null,
                "oauthbearertoken",
                true);
    }

    private static Map<String, ObjectNode> schemas(String base) {
        Map<String, ObjectNode> schemas = new LinkedHashMap<>();
        for (ResourceSchema type : ResourceSchema.ALL) {
            for (SchemaResource schema : type.schemas().values()) {
                schemas.put(
                        ResourceSchema.urn(schema),
                        located(
                                JsonUtils.valueToNode(schema),
                                "Schema",
                                base + "/Schemas/" + ResourceSchema.urn(schema)));
            }
        }
        return schemas;
    }

    private static Map<String, ObjectNode> types(String base) {
        Map<String, ObjectNode> types = new LinkedHashMap<>();
        for (ResourceSchema type : ResourceSchema.ALL) {
            var resource = new ResourceTypeResource(
                    type.name(),
                    type.name(),
                    null,
                    URI.create("/" + type.endpoint()),
                    URI.create(type.urn()),
                    type.extensions().stream()
                            .map(extension -> new ResourceTypeResource.SchemaExtension(
                                    URI.create(ResourceSchema.urn(extension)), false))
                            .toList());
            types.put(
                    type.name(),
                    located(JsonUtils.valueToNode(resource), "ResourceType", base + "/ResourceTypes/" + type.name()));
        }
        return types;
    }

    private static ObjectNode located(ObjectNode resource, String type, String location) {
        resource.putObject("meta").put("resourceType", type).put("location", location);
        return resource;
    }
}
