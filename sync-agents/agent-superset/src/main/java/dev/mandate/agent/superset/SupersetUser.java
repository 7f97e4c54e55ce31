package dev.mandate.agent.superset;

import dev.mandate.model.state.AccountStatus;
import java.util.Set;
import java.util.TreeSet;

/**
 * A user as Superset tells it, names in the model's spelling.
 *
 * @param id of this moment only
 * @param createdOn to the microsecond, in UTC without saying so
 * @param holds roles and groups, as AppRoles are named
 */
record SupersetUser(
        int id,
        String name,
        String email,
        String firstName,
        String lastName,
        AccountStatus status,
        String createdOn,
        Set<String> holds) {
    static final String ADMIN = "Admin";

    /** What everybody has who has not signed in: nothing, or the agent does not work. */
    static final String PUBLIC = "Public";

    SupersetUser {
        holds = Set.copyOf(holds);
    }

    boolean superuser() {
        return holds.contains(ADMIN);
    }

    /** Superset insists on one role at least; the empty one stands in for none. */
    SupersetUser holding(Set<String> others) {
        var real = new TreeSet<>(others);
        real.remove(PUBLIC);
        return new SupersetUser(
                id, name, email, firstName, lastName, status, createdOn, real.isEmpty() ? Set.of(PUBLIC) : real);
    }

    SupersetUser withStatus(AccountStatus other) {
        return new SupersetUser(id, name, email, firstName, lastName, other, createdOn, holds);
    }
}
