package dev.mandate.agent.airflow;

import dev.mandate.agent.api.Ungoverned.Found;
import dev.mandate.agent.api.Ungoverned.Kind;
import dev.mandate.agent.api.Ungoverned.Way;
import java.util.List;
import java.util.Optional;

/** Ways into an Airflow beside accounts and their roles. */
final class WaysIn {
    private static final String TOKENS =
            "tokens that were given out, which Airflow does not list: they end by themselves"
                    + " after [api_auth] jwt_expiration_time; for all at once, change jwt_secret";
    private static final String PUBLIC =
            "whether who has not signed in has a role: let Airflow show its settings to the"
                    + " agent's user ([api] expose_config and can_read on Configurations), or look at [fab] auth_role_public and"
                    + " AUTH_ROLE_PUBLIC in webserver_config.py";

    private WaysIn() {}

    /** @param publicRole the role of who has not signed in; blank: none; empty: not told */
    static Found find(Optional<String> publicRole) {
        if (publicRole.isEmpty()) {
            return new Found(List.of(), List.of(TOKENS, PUBLIC));
        }
        String role = publicRole.get();
        List<Way> ways = role.isBlank()
                ? List.of()
                : List.of(new Way(
                        Kind.ANONYMOUS,
                        "who has not signed in",
                        "role " + role,
                        "has this role, and whatever somebody puts into it",
                        "empty [fab] auth_role_public, and AUTH_ROLE_PUBLIC in webserver_config.py"));
        return new Found(ways, List.of(TOKENS));
    }
}
