package dev.mandate.agent.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a {@code connect:} block, so that policy can be checked without opening anything. */
public record ConnectSchema(List<Field> fields) {
    /**
     * One field.
     *
     * @param fallback the value when the field is left out; null where that is a fault or the field is optional
     * @param description one line for help and documentation
     */
    public record Field(
            String name,
            Type type,
            boolean required,
            @Nullable String fallback,
            String description) {}

    /** What a field may contain. */
    public enum Type {
        TEXT,
        /** A name or an address; what is asked there may be told a secret. */
        HOST,
        /** Several, written as {@link #LIST} is. */
        HOSTS,
        PORT,
        URL,
        /** One of {@code verify-full}, {@code verify-ca}, {@code disable}. */
        TLS,
        /** A path to a PEM file. */
        FILE,
        BOOLEAN,
        /** Names separated by commas; YAML lists are joined so. */
        LIST,
        /** Written only as {@code ${secret:NAME}}. */
        SECRET
    }

    public ConnectSchema {
        fields = List.copyOf(fields);
    }

    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
