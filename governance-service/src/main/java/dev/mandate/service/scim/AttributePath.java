package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.SchemaResource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An attribute, or a part of one, as the schema knows it.
 *
 * @param extension the URN of the extension that has it; null for the core schema
 * @param attribute null for the extension as a whole
 */
record AttributePath(
        @Nullable String extension,
        @Nullable AttributeDefinition attribute,
        @Nullable AttributeDefinition sub) {
    /**
     * Reads {@code name}, {@code name.sub} or either after a schema's URN and a colon. URNs hold dots themselves.
     *
     * @return empty where the schema has no such attribute
     */
    static Optional<AttributePath> of(ResourceSchema schema, String text) {
        for (SchemaResource one : schema.schemas().values()) {
            String urn = ResourceSchema.urn(one);
            boolean core = urn.equals(schema.urn());
            if (text.equalsIgnoreCase(urn)) {
                return core ? Optional.empty() : Optional.of(new AttributePath(urn, null, null));
            }
            if (text.regionMatches(true, 0, urn + ":", 0, urn.length() + 1)) {
                String rest = text.substring(urn.length() + 1);
                return core ? inCore(schema, rest) : in(one, rest);
            }
        }
        return inCore(schema, text);
    }

    private static Optional<AttributePath> inCore(ResourceSchema schema, String text) {
        int dot = text.indexOf('.');
        return schema.attribute(dot < 0 ? text : text.substring(0, dot))
                .flatMap(attribute -> sub(null, attribute, dot < 0 ? null : text.substring(dot + 1)));
    }

    private static Optional<AttributePath> in(SchemaResource extension, String text) {
        int dot = text.indexOf('.');
        return ResourceSchema.find(extension.getAttributes(), dot < 0 ? text : text.substring(0, dot))
                .flatMap(attribute ->
                        sub(ResourceSchema.urn(extension), attribute, dot < 0 ? null : text.substring(dot + 1)));
    }

    private static Optional<AttributePath> sub(
            @Nullable String extension, AttributeDefinition attribute, @Nullable String name) {
        if (name == null) {
            return Optional.of(new AttributePath(extension, attribute, null));
        }
        return ResourceSchema.find(ResourceSchema.parts(attribute), name)
                .map(sub -> new AttributePath(extension, attribute, sub));
    }

    /** A part of this attribute; of a simple one only its {@code value}. */
    Optional<AttributePath> part(String name) {
        return attribute == null ? Optional.empty() : sub(extension, attribute, name);
    }

    /** What is compared: of a list of complex values their {@code value} (RFC 7644 section 3.4.2.2). */
    AttributePath compared() {
        return sub == null && attribute != null && attribute.isMultiValued()
                ? part("value").orElse(this)
                : this;
    }

    /** The attribute that holds the value itself; null for an extension as a whole. */
    @Nullable
    AttributeDefinition leaf() {
        return sub != null ? sub : attribute;
    }

    boolean isMultiValued() {
        return attribute != null && attribute.isMultiValued();
    }

    /** Whether it is this attribute of the core schema, or of every resource: {@code userName}, {@code meta.created}. */
    boolean is(String text) {
        return extension == null && text.equals(toString());
    }

    @Override
    public String toString() {
        String name = attribute == null ? "" : attribute.getName();
        String inner = sub == null ? name : name + "." + sub.getName();
        if (extension == null) {
            return inner;
        }
        return inner.isEmpty() ? extension : extension + ":" + inner;
    }
}
