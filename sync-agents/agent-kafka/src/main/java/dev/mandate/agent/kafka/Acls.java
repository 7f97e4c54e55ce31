package dev.mandate.agent.kafka;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * ACLs as grants and back. ACLs that differ only in their host are one grant, whose condition lists the hosts; from
 * everywhere and nowhere else is no condition.
 */
final class Acls {
    static final String USER = "User:";
    static final String EVERYBODY = USER + "*";
    static final String ANY_HOST = "*";
    private static final String PREFIX = "-prefix";
    private static final String HOSTS = "host=";

    private Acls() {}

    /** The hosts of every grant, by its key. */
    static Map<Grant, SortedSet<String>> hosts(Collection<AclBinding> acls) {
        var hosts = new HashMap<Grant, SortedSet<String>>();
        for (AclBinding acl : acls) {
            hosts.computeIfAbsent(key(acl), key -> new TreeSet<>())
                    .add(acl.entry().host());
        }
        return hosts;
    }

    /** The grant of this key from these hosts. */
    static Grant grant(Grant key, SortedSet<String> hosts) {
        String condition = condition(hosts);
        return condition == null ? key : new Grant(key.principal(), with(key.entitlement(), condition));
    }

    /** Every ACL that this grant consists of. */
    static List<AclBinding> bindings(Grant grant, Collection<String> hosts) {
        Entitlement entitlement = grant.entitlement();
        boolean prefix = entitlement.kind().endsWith(PREFIX);
        var pattern = new ResourcePattern(
                type(entitlement.kind()).orElseThrow(),
                Spelling.unspell(entitlement.resource()),
                prefix ? PatternType.PREFIXED : PatternType.LITERAL);
        return hosts.stream()
                .map(host -> new AclBinding(
                        pattern,
                        new AccessControlEntry(
                                principal(grant.principal()),
                                host,
                                operation(entitlement).orElseThrow(),
                                entitlement.effect() == Effect.ALLOW
                                        ? AclPermissionType.ALLOW
                                        : AclPermissionType.DENY)))
                .toList();
    }

    /** As {@link #condition} spelled them, in whatever order. */
    static SortedSet<String> hosts(Entitlement entitlement) {
        String condition = entitlement.condition();
        if (condition == null) {
            return new TreeSet<>(List.of(ANY_HOST));
        }
        if (!condition.startsWith(HOSTS)) {
            throw new IllegalArgumentException("a condition of Kafka is a list of hosts such as host=10.0.0.1,10.0.0.2,"
                    + " not '" + condition + "'");
        }
        return Arrays.stream(condition.substring(HOSTS.length()).split(",", -1))
                .map(Spelling::unspell)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Null for everywhere and nowhere else. */
    static @Nullable String condition(SortedSet<String> hosts) {
        return hosts.equals(new TreeSet<>(List.of(ANY_HOST)))
                ? null
                : HOSTS + hosts.stream().map(Acls::inList).collect(Collectors.joining(","));
    }

    static String principal(Principal principal) {
        return switch (principal) {
            case Principal.Account(var name) -> USER + Spelling.unspell(name.value());
            case Principal.ExternalGroup(var name) -> Spelling.unspell(name);
            case Principal.Anyone ignored -> EVERYBODY;
            case Principal.AppRole role -> throw new IllegalArgumentException("Kafka has no roles: " + role);
        };
    }

    static Principal principal(String text) {
        if (text.equals(EVERYBODY)) {
            return new Principal.Anyone();
        }
        if (text.startsWith(USER) && text.length() > USER.length()) {
            return new Principal.Account(AccountName.of(Spelling.spell(text.substring(USER.length()))));
        }
        return new Principal.ExternalGroup(Spelling.spell(text));
    }

    static Optional<ResourceType> type(String kind) {
        String word = kind.endsWith(PREFIX) ? kind.substring(0, kind.length() - PREFIX.length()) : kind;
        return Arrays.stream(ResourceType.values())
                .filter(type -> !type.isUnknown()
                        && type != ResourceType.ANY
                        && word(type).equals(word))
                .findFirst();
    }

    static Optional<AclOperation> operation(Entitlement entitlement) {
        return Arrays.stream(AclOperation.values())
                .filter(operation -> !operation.isUnknown() && operation != AclOperation.ANY)
                .filter(operation -> operation.name().equals(entitlement.action()))
                .findFirst();
    }

    private static Grant key(AclBinding acl) {
        ResourcePattern pattern = acl.pattern();
        AccessControlEntry entry = acl.entry();
        if (acl.isUnknown()) {
            throw new AgentException(
                    ErrorCode.INCOMPLETE_READ,
                    "an ACL of " + entry.principal() + " has a resource, operation or permission that this agent does"
                            + " not know; the brokers are newer than the agent");
        }
        try {
            return new Grant(
                    principal(entry.principal()),
                    new Entitlement(
                            word(pattern.resourceType())
                                    + (pattern.patternType() == PatternType.PREFIXED ? PREFIX : ""),
                            Spelling.spell(pattern.name()),
                            false,
                            entry.operation().name(),
                            entry.permissionType() == AclPermissionType.ALLOW ? Effect.ALLOW : Effect.DENY,
                            null,
                            new TreeMap<>()));
        } catch (IllegalArgumentException e) {
            throw new AgentException(
                    ErrorCode.INCOMPLETE_READ,
                    "an ACL on a " + word(pattern.resourceType()) + " has a name that cannot be written down: "
                            + e.getMessage() + "; delete that ACL",
                    e);
        }
    }

    private static Entitlement with(Entitlement key, String condition) {
        return new Entitlement(key.kind(), key.resource(), false, key.action(), key.effect(), condition, key.options());
    }

    private static String word(ResourceType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One of several names that commas separate. */
    private static String inList(String name) {
        return Spelling.spell(name).replace(",", Spelling.escape(','));
    }
}
