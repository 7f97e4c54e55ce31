package dev.mandate.service.scim;

import java.util.UUID;

/**
 * Where in a list a page begins, and how long it is.
 *
 * @param after only resources that were made after this one; the smallest id for all
 * @param offset how many of them are passed over
 */
record Slice(UUID after, int offset, int count) {
    static final UUID FIRST = new UUID(0, 0);

    static Slice at(int offset, int count) {
        return new Slice(FIRST, offset, count);
    }
}
