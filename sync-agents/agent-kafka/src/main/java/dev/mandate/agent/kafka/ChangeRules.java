package dev.mandate.agent.kafka;

import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * What can be refused by looking at a change alone, before any call: Kafka takes much that then means nothing.
 *
 * @param outside users, as Kafka spells them, whom the agent leaves alone
 */
record ChangeRules(Set<String> outside, Vocabulary vocabulary) {
    /** Longer ones could not be written down in policy. */
    static final int LONGEST_USER = 1_000;

    private static final String CLUSTER = "kafka-cluster";

    ChangeRules {
        outside = Set.copyOf(outside);
    }

    Optional<Outcome.Rejected> refusal(Change change) {
        return switch (change) {
            case Change.CreateAccount create -> principal(create.principal());
            case Change.SetAccountStatus status -> principal(status.principal());
            case Change.CreateAppRole create -> principal(create.principal());
            case Change.DeleteAppRole delete -> principal(delete.principal());
            case Change.AddGrant add -> principal(add.principal()).or(() -> given(add.grant()));
            case Change.RemoveGrant remove -> principal(remove.principal()).or(() -> readable(remove.grant()));
            case Change.AlterGrant alter ->
                principal(alter.principal()).or(() -> readable(alter.from())).or(() -> given(alter.to()));
        };
    }

    private Optional<Outcome.Rejected> principal(Principal principal) {
        return switch (principal) {
            case Principal.Account(var name) -> user(name.value());
            case Principal.Anyone ignored -> Optional.empty();
            case Principal.AppRole role ->
                unknown("Kafka has no roles, so there is no " + role + "; let the Role give its ACLs themselves");
            case Principal.ExternalGroup(var name) ->
                unknown("Kafka asks nobody for groups, so an ACL of '" + name + "' is not written");
        };
    }

    private Optional<Outcome.Rejected> user(String spelled) {
        String name = Spelling.unspell(spelled);
        if (!Spelling.spell(name).equals(spelled)) {
            return name("account '" + spelled + "' is spelled '" + Spelling.spell(name) + "'");
        }
        if (name.equals("*")) {
            return name("User:* is everybody, and no account");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_USER) {
            return name("an account has at most " + LONGEST_USER + " bytes");
        }
        if (outside.contains(name)) {
            return Optional.of(new Outcome.Rejected(
                    Outcome.Rejected.NOT_PERMITTED,
                    "User:" + name + " is a super user, ANONYMOUS or the agent itself, which the agent leaves alone"));
        }
        return Optional.empty();
    }

    /** Whether it can be what an ACL says, be it sensible or not. */
    private Optional<Outcome.Rejected> readable(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (entitlement.pattern()
                || !entitlement.options().isEmpty()
                || Acls.type(entitlement.kind()).isEmpty()
                || Acls.operation(entitlement).isEmpty()) {
            return unknown("Kafka has no " + entitlement);
        }
        if (!Spelling.spell(Spelling.unspell(entitlement.resource())).equals(entitlement.resource())) {
            return unknown("the resource of " + entitlement + " is spelled '"
                    + Spelling.spell(Spelling.unspell(entitlement.resource())) + "'");
        }
        try {
            SortedSet<String> hosts = Acls.hosts(entitlement);
            String canonical = Acls.condition(hosts);
            return java.util.Objects.equals(canonical, entitlement.condition())
                    ? Optional.empty()
                    : unknown("the condition of " + entitlement + " is spelled '" + (canonical == null ? "" : canonical)
                            + "': sorted, each host once, none for every host");
        } catch (IllegalArgumentException e) {
            return unknown(String.valueOf(e.getMessage()));
        }
    }

    /** Whether it means something to this release. */
    private Optional<Outcome.Rejected> given(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        Optional<String> fault = vocabulary.fault(entitlement);
        if (fault.isPresent()) {
            return unknown(fault.get());
        }
        Optional<Outcome.Rejected> unreadable = readable(grant);
        if (unreadable.isPresent()) {
            return unreadable;
        }
        String resource = Spelling.unspell(entitlement.resource());
        if (entitlement.kind().equals("cluster") && !resource.equals(CLUSTER)) {
            return unknown("the only cluster is cluster:" + CLUSTER + ", not " + entitlement);
        }
        if (entitlement.kind().endsWith("-prefix") && resource.equals("*")) {
            return unknown(entitlement + " would be names that begin with an asterisk; every name is "
                    + entitlement.kind().replace("-prefix", "") + ":\"*\"");
        }
        if (entitlement.kind().equals("user") && resource.indexOf(':') < 1) {
            return unknown(entitlement + " must name a principal, such as user:User:ann");
        }
        return Acls.hosts(entitlement).stream()
                .flatMap(host -> host(host).stream())
                .findFirst();
    }

    /** Kafka compares text: a name, a network or a short form of IPv6 matches nobody. */
    private static Optional<Outcome.Rejected> host(String host) {
        if (host.equals(Acls.ANY_HOST)) {
            return Optional.empty();
        }
        String known = "";
        if (host.matches("[0-9a-fA-F:.]+")) {
            try {
                known = InetAddress.getByName(host).getHostAddress();
            } catch (UnknownHostException e) {
                // Then it is no address.
            }
        }
        return known.equals(host)
                ? Optional.empty()
                : unknown("host '" + host + "' matches nobody: Kafka wants an address in digits"
                        + (known.isEmpty() ? "" : ", here " + known));
    }

    private static Optional<Outcome.Rejected> unknown(String why) {
        return Optional.of(new Outcome.Rejected(Outcome.Rejected.UNKNOWN_ON_TARGET, why));
    }

    private static Optional<Outcome.Rejected> name(String why) {
        return Optional.of(new Outcome.Rejected(Outcome.Rejected.NAME_NOT_ALLOWED, why));
    }
}
