package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;
import org.jspecify.annotations.Nullable;

/** The name of an identity inside one deployment, exactly as the product spells it. */
public record AccountName(String value) implements Comparable<AccountName> {
    public AccountName {
        value = Ids.text("account", value);
    }

    public static AccountName of(String value) {
        return new AccountName(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccountName(String name) && value.equals(name);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(AccountName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
