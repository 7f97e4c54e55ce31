package dev.mandate.service.scim;

import java.util.List;
import java.util.Optional;

/**
 * A part of what a query finds.
 *
 * @param total how many it finds in all
 * @param next the cursor of the next page, where the query asked by cursor and there is one
 */
record Found(long total, List<Resource> resources, Optional<String> next) {
    Found {
        resources = List.copyOf(resources);
    }
}
