package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.api.Ungoverned.Found;
import dev.mandate.agent.api.Ungoverned.Kind;
import dev.mandate.agent.api.Ungoverned.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Ways into a cluster beside internal users and what they hold. */
final class WaysIn {
    /** What who has not signed in comes with, where they are let in. */
    private static final String ANONYMOUS = "opendistro_security_anonymous";

    private static final String CERTIFICATES =
            "who holds an administrator's certificate, and may do everything: look at plugins.security.authcz.admin_dn in"
                    + " opensearch.yml of every node";
    private static final String HIDDEN =
            "hidden users and mappings, shown only to such a certificate: look with securityadmin.sh -backup";

    private WaysIn() {}

    /** @param dynamic {@code config.dynamic} of the security configuration; empty where it is not shown */
    static Found find(Directory directory, Optional<JsonNode> dynamic) {
        var ways = new ArrayList<Way>();
        directory.users().forEach((name, user) -> {
            if (user.reserved()) {
                ways.add(
                        new Way(
                                Kind.BOOTSTRAP_ADMIN,
                                Spelling.spell(name),
                                "internal users",
                                "came with the installation; only an administrator's certificate can change it",
                                "give it a password that nobody keeps, or take it out of internal_users.yml, with securityadmin.sh"));
            }
        });
        directory.mappings().forEach((role, mapping) -> open(role, mapping, ways));
        var unseen = new ArrayList<>(List.of(CERTIFICATES, HIDDEN));
        dynamic.ifPresentOrElse(settings -> settings(settings, ways), () -> unseen.add(SignIn.NOT_SHOWN));
        return new Found(ways, unseen);
    }

    private static void open(String role, StoredMapping mapping, List<Way> ways) {
        String place = "mapping of role " + Spelling.spell(role);
        for (String user : mapping.users()) {
            if (user.contains("*")) {
                ways.add(new Way(
                        Kind.PUBLIC,
                        "users " + Spelling.spell(user),
                        place,
                        "everybody who signs in with such a name has this role",
                        "take '" + Spelling.spell(user) + "' out of 'users' of the mapping"));
            }
        }
        for (String host : mapping.hosts()) {
            ways.add(new Way(
                    Kind.PUBLIC,
                    "host " + Spelling.spell(host),
                    place,
                    "everybody who signs in from there has this role",
                    "take it out of 'hosts' of the mapping"));
        }
        if (mapping.users().contains(ANONYMOUS) || mapping.backendRoles().contains(ANONYMOUS + "_backendrole")) {
            ways.add(new Way(
                    Kind.ANONYMOUS,
                    ANONYMOUS,
                    place,
                    "who has not signed in has this role, where config.yml lets them in",
                    "take it out of the mapping"));
        }
    }

    private static void settings(JsonNode dynamic, List<Way> ways) {
        if (dynamic.path("http").path("anonymous_auth_enabled").asBoolean(false)) {
            ways.add(new Way(
                    Kind.ANONYMOUS,
                    ANONYMOUS,
                    "config.dynamic.http.anonymous_auth_enabled",
                    "whoever reaches the cluster is let in without signing in",
                    "set it to false in config.yml with securityadmin.sh"));
        }
        if (dynamic.path("on_behalf_of").path("enabled").asBoolean(false)) {
            ways.add(new Way(
                    Kind.TOKEN,
                    "whoever was given one",
                    "config.dynamic.on_behalf_of",
                    "tokens that act for a user are handed out, and work until they expire, whatever is taken away",
                    "set on_behalf_of.enabled to false in config.yml with securityadmin.sh"));
        }
    }
}
