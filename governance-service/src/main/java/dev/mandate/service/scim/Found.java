package dev.mandate.service.scim;

import java.util.List;

/**
 * A part of what a query finds.
 *
 * @param total how many it finds in all
 */
record Found(long total, List<Resource> resources) {
    Found {
        resources = List.copyOf(resources);
    }
}
