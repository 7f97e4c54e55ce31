package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;

/** A product we govern, e.g. {@code postgresql}. */
public record ApplicationName(String value) implements Comparable<ApplicationName> {
    public ApplicationName {
        value = Ids.slug("application", value);
    }

    public static ApplicationName of(String value) {
        return new ApplicationName(value);
    }

    @Override
    public int compareTo(ApplicationName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
