package dev.mandate.service.scim;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client insists on before something is changed (RFC 7644 section 3.14).
 *
 * @param ifMatch entity tags, of which one has to be the resource's; null for anything
 */
record Precondition(@Nullable String ifMatch) {
    static final Precondition NONE = new Precondition(null);

    boolean isNone() {
        return ifMatch == null;
    }

    /** @throws ScimProblem 412 where the resource is at another version */
    void require(Resource resource) {
        if (ifMatch != null && !names(ifMatch, resource)) {
            throw ScimProblem.stale(resource.etag());
        }
    }

    /** Whether a list of tags has the resource's; weak and strong are the same here. */
    static boolean names(String tags, Resource resource) {
        return Stream.of(tags.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || strong(tag).equals(strong(resource.etag())));
    }

    private static String strong(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
