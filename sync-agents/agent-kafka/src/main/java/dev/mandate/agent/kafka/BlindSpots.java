package dev.mandate.agent.kafka;

import dev.mandate.model.access.Facet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a read of this very cluster cannot show. */
final class BlindSpots {
    private BlindSpots() {}

    static Map<Facet, List<String>> of(Brokers brokers, boolean scram) {
        var accounts = new ArrayList<String>();
        accounts.add("Kafka has no list of users: who has neither a SCRAM credential nor an ACL is not shown");
        if (!scram || brokers.scram().isEmpty()) {
            accounts.add("people sign in without SCRAM, so an account is a name in ACLs, and whether it can sign in is"
                    + " not known");
        }
        if (!brokers.otherWays().isEmpty()) {
            accounts.add("one can also get in by: " + String.join(", ", brokers.otherWays())
                    + "; to end a SCRAM credential does not end that");
        }
        if (brokers.tokens()) {
            accounts.add(
                    "delegation tokens are not read; one lives on after its owner's credential is gone, and has what"
                            + " its owner's ACLs give");
        }
        if (!brokers.reauthenticates()) {
            accounts.add("connections that are open go on after the credential is gone, without the ACLs that are gone;"
                    + " connections.max.reauth.ms ends them");
        }
        var content = new ArrayList<String>();
        content.add("client quotas, and rules of how certificates and Kerberos names become principals");
        if (brokers.openWithoutAcl()) {
            content.add(
                    "allow.everyone.if.no.acl.found is set, and Kafka hides its value: if it is true, everybody may do"
                            + " everything with a resource that no ACL names, and the first ACL on it takes that away");
        }
        if (brokers.count() > 1) {
            content.add("a read asks one broker, which may be a moment behind the others");
        }
        return Map.of(Facet.ACCOUNTS, List.copyOf(accounts), Facet.ROLE_CONTENT, List.copyOf(content));
    }
}
