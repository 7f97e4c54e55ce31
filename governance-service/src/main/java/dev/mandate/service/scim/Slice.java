package dev.mandate.service.scim;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where in a list a page begins, and how long it is.
 *
 * @param after only resources that follow this place; empty for all
 * @param offset how many of them are passed over
 */
record Slice(Optional<Place> after, int offset, int count) {
    /**
     * Where a resource is in a list.
     *
     * @param key what the list is sorted by, as text; null where it is not sorted, or the resource has no such attribute
     */
    record Place(@Nullable String key, UUID id) {}

    /** A resource of a list. */
    record Placed(Resource resource, Place place) {}

    static Slice at(int offset, int count) {
        return new Slice(Optional.empty(), offset, count);
    }
}
