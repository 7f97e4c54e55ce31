package dev.mandate.agent.kafka;

import dev.mandate.agent.api.Ungoverned.Found;
import dev.mandate.agent.api.Ungoverned.Kind;
import dev.mandate.agent.api.Ungoverned.Way;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;

/** Ways into a cluster beside accounts and what they hold. */
final class WaysIn {
    private static final String EVERYBODY = "User:*";

    private WaysIn() {}

    /**
     * @param superUsers as connect names them
     * @param acls of everybody and of who has not signed in
     */
    static Found find(Brokers brokers, Set<String> superUsers, Collection<AclBinding> acls) {
        var ways = new ArrayList<Way>();
        new TreeSet<>(superUsers)
                .forEach(user -> ways.add(new Way(
                        Kind.BOOTSTRAP_ADMIN,
                        "User:" + user,
                        "super.users of the brokers",
                        "may do everything, whatever ACLs say, also what they deny",
                        "take it out of super.users of every broker and controller, and of connect.super-users")));
        brokers.anonymous()
                .forEach(listener -> ways.add(new Way(
                        Kind.ANONYMOUS,
                        "User:ANONYMOUS",
                        "listener " + listener,
                        "whoever reaches this listener is let in without proof of who they are",
                        "map " + listener + " to SASL_SSL or SSL in listener.security.protocol.map")));
        ways.addAll(open(acls));
        var unseen = new ArrayList<String>();
        if (brokers.tokens()) {
            unseen.add("delegation tokens, which Kafka shows only to their owners and to who may DESCRIBE_TOKENS of"
                    + " them: run kafka-delegation-tokens.sh --describe as a super user");
        }
        if (brokers.openWithoutAcl()) {
            unseen.add("allow.everyone.if.no.acl.found, whose value Kafka hides: if it is true, everybody may do"
                    + " everything with what no ACL names; take it out of server.properties of every broker");
        }
        return new Found(ways, unseen);
    }

    private static List<Way> open(Collection<AclBinding> acls) {
        var operations = new TreeMap<String, TreeSet<String>>();
        for (AclBinding acl : acls) {
            if (acl.entry().permissionType() == AclPermissionType.ALLOW) {
                operations
                        .computeIfAbsent(
                                acl.entry().principal() + " "
                                        + acl.pattern().resourceType().name().toLowerCase(java.util.Locale.ROOT)
                                        + " " + acl.pattern().name() + " ("
                                        + acl.pattern().patternType().name().toLowerCase(java.util.Locale.ROOT) + ")",
                                key -> new TreeSet<>())
                        .add(acl.entry().operation().name());
            }
        }
        var ways = new ArrayList<Way>();
        operations.forEach((key, what) -> {
            String who = key.substring(0, key.indexOf(' '));
            boolean everybody = who.equals(EVERYBODY);
            ways.add(new Way(
                    everybody ? Kind.PUBLIC : Kind.ANONYMOUS,
                    who,
                    key.substring(who.length() + 1),
                    (everybody ? "everybody whom a listener lets in" : "who has not signed in") + " may "
                            + String.join(", ", what),
                    "run kafka-acls.sh --remove --allow-principal " + who + " for it"));
        });
        return ways;
    }
}
