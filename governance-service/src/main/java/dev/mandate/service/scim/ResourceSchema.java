package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.EnterpriseUserExtension;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.SchemaResource;
import com.unboundid.scim2.common.types.UserResource;
import com.unboundid.scim2.common.utils.SchemaUtils;
import java.beans.IntrospectionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What resources of one type may hold: a core schema and extensions (RFC 7643 sections 3 and 4). Names are the same in any
 * case.
 *
 * @param name of the type, such as {@code User}
 * @param endpoint its path, such as {@code Users}
 * @param attributes that every resource has, and those of the core schema
 */
record ResourceSchema(
        String name,
        String endpoint,
        SchemaResource core,
        List<SchemaResource> extensions,
        Map<String, AttributeDefinition> attributes) {
    static final ResourceSchema USER =
            of("User", "Users", tailored(UserResource.class), List.of(tailored(EnterpriseUserExtension.class)));

    static final ResourceSchema GROUP = of("Group", "Groups", tailored(GroupResource.class), List.of());

    static final List<ResourceSchema> ALL = List.of(USER, GROUP);

    ResourceSchema {
        extensions = List.copyOf(extensions);
        attributes = Collections.unmodifiableMap(attributes);
    }

    private static ResourceSchema of(
            String name, String endpoint, SchemaResource core, List<SchemaResource> extensions) {
        Map<String, AttributeDefinition> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        core.getAttributes().forEach(one -> attributes.put(one.getName(), one));
        SchemaUtils.COMMON_ATTRIBUTE_DEFINITIONS.forEach(one -> attributes.put(one.getName(), one));
        return new ResourceSchema(name, endpoint, core, extensions, attributes);
    }

    /** What an attribute of ours is other than in the RFC's own schema. */
    private enum Deviation {
        NONE,
        /** Not kept: Mandate needs no passwords and no certificates of people, and names no members. */
        ABSENT,
        /** Only given to who asks for it: it costs a look at every group. */
        ON_REQUEST,
        OPTIONAL,
        /** It says whether somebody may hold anything: it is never taken away, and has a value where none is given. */
        REQUIRED,
        UNIQUE;

        static Deviation of(String path) {
            return switch (path) {
                case "User.password", "User.x509Certificates", "Group.members.display" -> ABSENT;
                case "User.groups" -> ON_REQUEST;
                case "User.active" -> REQUIRED;
                case "EnterpriseUser.manager.value", "EnterpriseUser.manager.$ref" -> OPTIONAL;
                case "Group.displayName" -> UNIQUE;
                default -> NONE;
            };
        }
    }

    private static SchemaResource tailored(Class<?> type) {
        try {
            SchemaResource all = Objects.requireNonNull(SchemaUtils.getSchema(type));
            return new SchemaResource(
                    urn(all), all.getName(), all.getDescription(), tailored(all.getName() + ".", all.getAttributes()));
        } catch (IntrospectionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<AttributeDefinition> tailored(String prefix, Collection<AttributeDefinition> all) {
        List<AttributeDefinition> tailored = new ArrayList<>();
        for (AttributeDefinition one : all) {
            Deviation deviation = Deviation.of(prefix + one.getName());
            if (deviation != Deviation.ABSENT) {
                tailored.add(tailored(prefix, one, deviation));
            }
        }
        return tailored;
    }

    private static AttributeDefinition tailored(String prefix, AttributeDefinition one, Deviation deviation) {
        var builder = new AttributeDefinition.Builder()
                .setName(one.getName())
                .setType(one.getType())
                .setDescription(one.getDescription())
                .setMultiValued(one.isMultiValued())
                .setRequired(deviation == Deviation.REQUIRED || (one.isRequired() && deviation != Deviation.OPTIONAL))
                .setCaseExact(one.isCaseExact())
                .setMutability(one.getMutability())
                .setReturned(
                        deviation == Deviation.ON_REQUEST ? AttributeDefinition.Returned.REQUEST : one.getReturned())
                .setUniqueness(
                        deviation == Deviation.UNIQUE ? AttributeDefinition.Uniqueness.SERVER : one.getUniqueness());
        if (isComplex(one)) {
            builder.addSubAttributes(
                    tailored(prefix + one.getName() + ".", parts(one)).toArray(AttributeDefinition[]::new));
        }
        if (one.getReferenceTypes() != null) {
            builder.addReferenceTypes(one.getReferenceTypes().toArray(String[]::new));
        }
        if (one.getCanonicalValues() != null) {
            builder.addCanonicalValues(one.getCanonicalValues().toArray(String[]::new));
        }
        return builder.build();
    }

    String urn() {
        return urn(core);
    }

    static String urn(SchemaResource schema) {
        return Objects.requireNonNull(schema.getId());
    }

    /** None of a simple attribute. */
    static Collection<AttributeDefinition> parts(AttributeDefinition attribute) {
        return Objects.requireNonNullElse(attribute.getSubAttributes(), List.of());
    }

    /** By URN, every schema it has. */
    Map<String, SchemaResource> schemas() {
        Map<String, SchemaResource> schemas = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        schemas.put(urn(), core);
        extensions.forEach(extension -> schemas.put(urn(extension), extension));
        return schemas;
    }

    Optional<SchemaResource> extension(String urn) {
        return extensions.stream()
                .filter(extension -> urn(extension).equalsIgnoreCase(urn))
                .findFirst();
    }

    /** An attribute that every resource has, or one of the core schema. */
    Optional<AttributeDefinition> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    static Optional<AttributeDefinition> find(Collection<AttributeDefinition> all, String name) {
        return all.stream().filter(one -> one.getName().equalsIgnoreCase(name)).findFirst();
    }

    static boolean isComplex(AttributeDefinition attribute) {
        return attribute.getType() == AttributeDefinition.Type.COMPLEX;
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
