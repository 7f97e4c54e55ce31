package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One thing that a patch does (RFC 7644 section 3.5.2), its target looked up in the schema.
 *
 * @param which of several values; null for all of them
 * @param value as it was sent; null where there is none
 */
record PatchStep(
        Kind kind,
        AttributePath path,
        @Nullable Filter which,
        @Nullable JsonNode value) {
    /** What is done. */
    enum Kind {
        ADD,
        REPLACE,
        REMOVE
    }

    /** Whether it is about this attribute of the core schema. */
    boolean isOf(String name) {
        AttributeDefinition attribute = path.attribute();
        return path.extension() == null
                && attribute != null
                && attribute.getName().equals(name);
    }
}
