package dev.mandate.agent.kafka;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ScramMechanism;

/**
 * What the settings of all live brokers together say about who gets in and who is asked.
 *
 * @param scram the SCRAM mechanisms by which clients may sign in
 * @param otherWays how else one gets in, for people to read
 * @param anonymous listeners that ask nobody who they are
 * @param superUsers whether there are any; Kafka does not say whom
 * @param openWithoutAcl whether a setting, whose value Kafka hides, may open what no ACL names
 * @param sessionTimeout after it a broker that no longer follows is shut out
 */
record Brokers(
        SortedSet<ScramMechanism> scram,
        SortedSet<String> otherWays,
        SortedSet<String> anonymous,
        boolean superUsers,
        boolean openWithoutAcl,
        boolean reauthenticates,
        boolean tokens,
        int count,
        Duration sessionTimeout) {
    static final String AUTHORISER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    private static final String MECHANISMS = "sasl.enabled.mechanisms";

    /** @throws AgentException when they have no authoriser, or another one */
    static Brokers of(List<Config> configs) {
        var scram = new TreeSet<ScramMechanism>();
        var others = new TreeSet<String>();
        var anonymous = new TreeSet<String>();
        boolean reauthenticates = true;
        long timeout = 0;
        for (Config config : configs) {
            requireAuthoriser(value(config, "authorizer.class.name").orElse(""));
            listeners(config).forEach((listener, protocol) -> {
                if (protocol.startsWith("SASL")) {
                    for (String mechanism : mechanisms(config, listener)) {
                        if (mechanism.startsWith("SCRAM-")) {
                            scram.add(ScramMechanism.fromMechanismName(mechanism));
                        } else {
                            others.add(mechanism + " on " + listener);
                        }
                    }
                } else if (protocol.equals("SSL")) {
                    others.add("certificates on " + listener);
                } else {
                    others.add("anybody, as ANONYMOUS, on " + listener);
                    anonymous.add(listener);
                }
            });
            reauthenticates &=
                    !value(config, "connections.max.reauth.ms").orElse("0").equals("0");
            timeout = Math.max(
                    timeout,
                    Long.parseLong(value(config, "broker.session.timeout.ms").orElse("9000")));
        }
        boolean tokens = anySays(configs, "delegation.token.secret.key");
        if (tokens) {
            others.add("delegation tokens");
        }
        return new Brokers(
                scram,
                others,
                anonymous,
                anySays(configs, "super.users"),
                anySays(configs, "allow.everyone.if.no.acl.found"),
                reauthenticates,
                tokens,
                configs.size(),
                Duration.ofMillis(timeout));
    }

    private static void requireAuthoriser(String authoriser) {
        if (authoriser.isEmpty()) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    "this Kafka has no authoriser: everybody may do everything, and there is nothing to govern; set"
                            + " authorizer.class.name=" + AUTHORISER + " on brokers and controllers");
        }
        if (!authoriser.equals(AUTHORISER)) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    "this Kafka asks " + authoriser + " for permission, which need not follow the ACLs; only "
                            + AUTHORISER + " is governed");
        }
    }

    /** How long until every broker has noticed a change that one of them shows. */
    Duration effectDelay() {
        return count == 1 ? Duration.ofSeconds(1) : sessionTimeout;
    }

    /** Protocol by name, without those that only controllers use. */
    private static Map<String, String> listeners(Config config) {
        var controllers =
                new HashSet<>(list(value(config, "controller.listener.names").orElse("")));
        Map<String, String> protocols = list(
                        value(config, "listener.security.protocol.map").orElse(""))
                .stream()
                .map(pair -> pair.split(":", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (one, other) -> other));
        return list(value(config, "listeners").orElse("")).stream()
                .map(listener -> listener.replaceFirst("://.*", ""))
                .filter(name -> !controllers.contains(name))
                .collect(Collectors.toMap(
                        name -> name, name -> protocols.getOrDefault(name, name), (one, other) -> other));
    }

    private static List<String> mechanisms(Config config, String listener) {
        String own = "listener.name." + listener.toLowerCase(Locale.ROOT) + "." + MECHANISMS;
        return list(value(config, own).or(() -> value(config, MECHANISMS)).orElse(""));
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Optional<String> value(Config config, String name) {
        return Optional.ofNullable(config.get(name)).map(ConfigEntry::value);
    }

    private static boolean anySays(List<Config> configs, String name) {
        return configs.stream()
                .map(config -> config.get(name))
                .anyMatch(entry -> entry != null && entry.source() != ConfigEntry.ConfigSource.DEFAULT_CONFIG);
    }
}
