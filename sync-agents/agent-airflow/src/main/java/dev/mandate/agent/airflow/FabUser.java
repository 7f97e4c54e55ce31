package dev.mandate.agent.airflow;

import dev.mandate.model.state.AccountStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user as Airflow tells it.
 *
 * @param createdOn to the microsecond, in UTC without saying so; null for users that were not made by Airflow itself
 */
record FabUser(
        String name,
        String email,
        String firstName,
        String lastName,
        Set<String> roles,
        AccountStatus status,
        @Nullable String createdOn) {
    FabUser {
        roles = Set.copyOf(roles);
    }

    boolean superuser() {
        return roles.contains(FabRole.ADMIN);
    }

    FabUser withRoles(Set<String> others) {
        return new FabUser(name, email, firstName, lastName, others, status, createdOn);
    }
}
