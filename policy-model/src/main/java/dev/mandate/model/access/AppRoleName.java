package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;

/** The name of a role or group inside one deployment, exactly as the product spells it. */
public record AppRoleName(String value) implements Comparable<AppRoleName> {
    public AppRoleName {
        value = Ids.text("app-role", value);
    }

    public static AppRoleName of(String value) {
        return new AppRoleName(value);
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
