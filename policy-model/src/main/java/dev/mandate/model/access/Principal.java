package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;
import org.jspecify.annotations.Nullable;

/** Who can hold an entitlement inside one deployment. */
public sealed interface Principal extends Comparable<Principal> {
    /** An account of the deployment. */
    record Account(AccountName name) implements Principal {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Account(AccountName that) && name.equals(that);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return "account:" + name;
        }
    }

    /** A role or group that lives inside the deployment. */
    record AppRole(AppRoleName name) implements Principal {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof AppRole(AppRoleName that) && name.equals(that);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return "app-role:" + name;
        }
    }

    /** A claim or LDAP value that the product itself maps. */
    record ExternalGroup(String name) implements Principal {
        public ExternalGroup {
            name = Ids.text("external group", name);
        }

        @Override
        public String toString() {
            return "external-group:" + name;
        }
    }

    /** Everybody: PUBLIC, anonymous. */
    record Anyone() implements Principal {
        @Override
        public String toString() {
            return "anyone";
        }
    }

    /** Accounts, AppRoles, ExternalGroups, Anyone; each by name. */
    @Override
    default int compareTo(Principal other) {
        int byKind = Integer.compare(rank(), other.rank());
        return byKind != 0 ? byKind : text().compareTo(other.text());
    }

    private String text() {
        return switch (this) {
            case Account(var name) -> name.value();
            case AppRole(var name) -> name.value();
            case ExternalGroup(var name) -> name;
            case Anyone ignored -> "";
        };
    }

    private int rank() {
        return switch (this) {
            case Account ignored -> 0;
            case AppRole ignored -> 1;
            case ExternalGroup ignored -> 2;
            case Anyone ignored -> 3;
        };
    }
}
