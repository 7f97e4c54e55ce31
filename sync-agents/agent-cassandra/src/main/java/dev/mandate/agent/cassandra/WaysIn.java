package dev.mandate.agent.cassandra;

import dev.mandate.agent.api.Ungoverned.Found;
import dev.mandate.agent.api.Ungoverned.Kind;
import dev.mandate.agent.api.Ungoverned.Way;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ways into a cluster beside accounts and what they hold. */
final class WaysIn {
    /** Made by Cassandra itself, with its own name as password. */
    private static final String FIRST = "cassandra";

    private static final List<String> UNSEEN = List.of(
            "certificates that sign in as a role: look at system_auth.identity_to_role as a superuser, and run DROP"
                    + " IDENTITY for those that nobody needs",
            "JMX, which may do everything and has its own passwords: look at com.sun.management.jmxremote and"
                    + " LOCAL_JMX in cassandra-env.sh of every node");

    private WaysIn() {}

    /** A role is a superuser, too, where one is that it is a member of. */
    static Found find(Map<String, Role> roles) {
        List<Way> ways = roles.values().stream()
                .filter(role -> role.login() && superuser(role.name(), roles, new HashSet<>()))
                .map(Role::name)
                .sorted()
                .map(
                        name -> new Way(
                                Kind.BOOTSTRAP_ADMIN,
                                Names.spell(name),
                                "cluster",
                                name.equals(FIRST)
                                        ? "was made by Cassandra, at first with its own name as password, and may do everything"
                                        : "is a superuser and may do everything, whatever is granted",
                                "run ALTER ROLE " + Names.quote(name)
                                        + " WITH SUPERUSER = false AND LOGIN = false, or REVOKE the superuser role from it, as another"))
                .toList();
        return new Found(ways, UNSEEN);
    }

    private static boolean superuser(String name, Map<String, Role> roles, Set<String> seen) {
        Role role = roles.get(name);
        return role != null
                && seen.add(name)
                && (role.superuser() || role.memberOf().stream().anyMatch(above -> superuser(above, roles, seen)));
    }
}
