package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;
import org.jspecify.annotations.Nullable;

/** The name of a role or group inside one deployment, exactly as the product spells it. */
public record AppRoleName(String value) implements Comparable<AppRoleName> {
    public AppRoleName {
        value = Ids.text("app-role", value);
    }

    public static AppRoleName of(String value) {
        return new AppRoleName(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AppRoleName(String name) && value.equals(name);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(AppRoleName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
