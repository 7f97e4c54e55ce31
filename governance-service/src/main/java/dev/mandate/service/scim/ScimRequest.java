package dev.mandate.service.scim;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over HTTP, or as a part of a bulk request.
 *
 * @param path after the source, its parts decoded
 * @param query by name in lower case
 * @param base the URL of the source, without a slash at the end
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests, and a copy of 16 MB helps nobody
record ScimRequest(
        String method,
        List<String> path,
        Map<String, String> query,
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        byte[] body,
        String base) {
    ScimRequest {
        path = List.copyOf(path);
        query = Map.copyOf(query);
    }
}
