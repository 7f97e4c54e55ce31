package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.Filter;
import dev.mandate.model.subject.SourceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How to read one LDAP directory.
 *
 * @param url {@code ldaps://host:port}, or {@code ldap://} on loopback or with {@code insecure}
 * @param ca PEM file with the certificates to trust; null means those of the Java runtime
 * @param pageSize entries per page of a search, 1 to 10,000
 * @param timeout for connecting and for each answer
 */
public record LdapSettings(
        SourceId source,
        String url,
        boolean insecure,
        @Nullable Path ca,
        Bind bind,
        People people,
        Groups groups,
        int pageSize,
        Duration timeout) {
    public static final int PAGE_SIZE = 1000;
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Whom to bind as; the text form shows no password. */
    public record Bind(String dn, String password) {
        @Override
        public String toString() {
            return "Bind[dn=" + dn + ", password=***]";
        }
    }

    /**
     * Where people are and what their attributes are called.
     *
     * @param id attribute of the immutable id
     * @param attributes LDAP attribute by our name; has {@code username}
     * @param suspended filter that says positively: suspended
     * @param left filter that says positively: left
     */
    public record People(
            String base,
            Filter filter,
            String id,
            Map<String, String> attributes,
            @Nullable Filter suspended,
            @Nullable Filter left) {
        public People {
            attributes = Map.copyOf(attributes);
        }
    }

    /** Where groups are; {@code member} holds DNs. */
    public record Groups(String base, Filter filter, String id, String name, String member) {}

    /** The attributes a filter needs to be decided on our side. */
    static List<String> attributesOf(Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND, Filter.FILTER_TYPE_OR ->
                Arrays.stream(filter.getComponents())
                        .flatMap(part -> attributesOf(part).stream())
                        .toList();
            case Filter.FILTER_TYPE_NOT ->
                Stream.ofNullable(filter.getNOTComponent())
                        .flatMap(part -> attributesOf(part).stream())
                        .toList();
            default -> Stream.ofNullable(filter.getAttributeName()).toList();
        };
    }
}
