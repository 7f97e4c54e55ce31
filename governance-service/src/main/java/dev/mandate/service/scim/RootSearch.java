package dev.mandate.service.scim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** {@code /.search} over all types (RFC 7644 section 3.4.3): users and then groups, by index alone. */
final class RootSearch {
    private final List<Resources> types;

    RootSearch(List<Resources> types) {
        this.types = List.copyOf(types);
    }

    private record Hit(Resources type, Resource resource) {}

    ScimAnswer answer(Pushing by, ScimRequest request) {
        if (!request.method().equals("POST")) {
            throw ScimProblem.method("POST");
        }
        Query query = Query.of(Json.read(request.body()));
        if (query.cursor().isPresent()) {
            throw ScimProblem.cursor("over all types pages go by index; ask /Users/.search or /Groups/.search");
        }
        List<Hit> hits = new ArrayList<>();
        long total = 0;
        int known = 0;
        for (Resources type : types) {
            if (!fits(type.schema(), query)) {
                continue;
            }
            known++;
            long passed = Math.min(total, query.startIndex() - 1L);
            int first = (int) Math.max(1, query.startIndex() - passed);
            Found found = type.list(by.id(), query.at(first, query.count() - hits.size()));
            total += found.total();
            found.resources().forEach(one -> hits.add(new Hit(type, one)));
        }
        if (known == 0) {
            query.filter().ifPresent(text -> FilterParser.parse(types.getFirst().schema(), text));
        }
        return ListAnswer.of(
                total,
                query.startIndex(),
                hits.size(),
                Optional.empty(),
                out -> hits.forEach(hit -> write(by, request, query, hit, out)));
    }

    /** A filter by an attribute that a type does not have finds nothing of it. */
    private static boolean fits(ResourceSchema schema, Query query) {
        try {
            query.filter().ifPresent(text -> FilterParser.parse(schema, text));
            return true;
        } catch (ScimProblem unknown) {
            return false;
        }
    }

    private static void write(Pushing by, ScimRequest request, Query query, Hit hit, JsonGenerator out) {
        hit.type().write(by.id(), hit.resource(), query.projection(hit.type().schema()), request.base(), out);
    }
}
