package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.LoginSync.Fact;
import dev.mandate.agent.api.LoginSync.Facts;
import dev.mandate.model.access.Facet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What somebody brings along when they sign in: OpenSearch writes nothing down, but adds roles by the backend roles that
 * a directory or token names.
 */
final class SignIn {
    static final String NOT_SHOWN =
            "the security configuration (config.yml) is not shown to the agent's user: allow it GET on securityconfig"
                    + " (plugins.security.restapi.endpoints_disabled, or restapi:admin/config)";

    private SignIn() {}

    /** @param dynamic {@code config.dynamic} of the security configuration; empty where it is not shown */
    static Facts facts(Optional<JsonNode> dynamic) {
        var facts = new ArrayList<Fact>();
        dynamic.ifPresent(settings -> {
            settings.path("authc").properties().forEach(domain -> {
                JsonNode backend = domain.getValue().path("http_authenticator");
                String roles = backend.path("config").path("roles_key").asString("");
                if (enabled(domain.getValue()) && !roles.isEmpty()) {
                    facts.add(fact("authc." + domain.getKey() + ".http_authenticator.config.roles_key", roles));
                }
            });
            settings.path("authz").properties().forEach(domain -> {
                String type = domain.getValue()
                        .path("authorization_backend")
                        .path("type")
                        .asString("");
                if (enabled(domain.getValue()) && !type.isEmpty() && !type.equals("noop")) {
                    facts.add(fact("authz." + domain.getKey() + ".authorization_backend.type", type));
                }
            });
        });
        facts.sort(Comparator.comparing(Fact::setting));
        return new Facts(facts, dynamic.isPresent() ? List.of() : List.of(NOT_SHOWN));
    }

    private static boolean enabled(JsonNode domain) {
        return domain.path("http_enabled").asBoolean(true);
    }

    private static Fact fact(String setting, String value) {
        return new Fact(
                "config.dynamic." + setting,
                value,
                Set.of(Facet.MEMBERSHIPS),
                "whoever signs in this way also has the roles that are mapped to the backend roles they come with,"
                        + " beside those mapped to their name",
                "govern the mappings of those backend roles (external groups), or take the setting out of config.yml"
                        + " with securityadmin.sh");
    }
}
