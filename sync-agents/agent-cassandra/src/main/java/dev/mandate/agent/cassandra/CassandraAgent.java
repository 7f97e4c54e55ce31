package dev.mandate.agent.cassandra;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.AgentProfile.BatchUnit;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.cassandra.CassandraClient.Cluster;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads and changes one Cassandra cluster. Calls queue up: there is one session. */
final class CassandraAgent implements Agent {
    /** Each change is two or three small reads and one statement. */
    static final int MOST_CHANGES = 500;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    private static final Release OLDEST = Release.of("5.0");
    private static final Pattern RELEASE = Pattern.compile("\\d+(\\.\\d+)*");
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    private final DeploymentId deployment;
    private final CassandraConfig config;
    private final AgentClock clock;
    private final CassandraClient client;
    private final AgentProfile profile;
    private final ChangeRules rules;
    private final ReentrantLock turn = new ReentrantLock();

    private CassandraAgent(
            DeploymentId deployment,
            CassandraConfig config,
            AgentClock clock,
            CassandraClient client,
            Vocabularies vocabularies) {
        this.deployment = deployment;
        this.config = config;
        this.clock = clock;
        this.client = client;
        this.profile = describe();
        this.rules = new ChangeRules(vocabularies.vocabulary(profile.release()));
    }

    /** @throws AgentException when the cluster cannot be reached, refuses us, or grants nothing to anybody */
    static CassandraAgent open(
            CassandraConfig config, DeploymentId deployment, AgentClock clock, Vocabularies vocabularies) {
        var client = new CassandraClient(config);
        try {
            return new CassandraAgent(deployment, config, clock, client, vocabularies);
        } catch (RuntimeException e) {
            client.drop();
            throw Faults.exception(e, config).at(deployment.toString());
        }
    }

    private AgentProfile describe() {
        Cluster cluster = client.cluster();
        Matcher number = RELEASE.matcher(cluster.release());
        if (!number.lookingAt() || Release.of(number.group()).compareTo(OLDEST) < 0) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    config.place() + " is release " + cluster.release() + "; this agent needs " + OLDEST + " or newer");
        }
        Map<String, String> settings = client.settings();
        requireRoles(settings);
        long made = client.madeAt(config.user());
        if (made == 0) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    config.place() + ": connect.user: make a role for the agent; '" + config.user()
                            + "' tells no time at which it was made, and so not this cluster from another");
        }
        return new AgentProfile(
                CassandraType.CASSANDRA,
                Release.of(number.group()),
                cluster.name() + "/" + config.user() + "@" + made,
                AccountName.of(Names.spell(config.user())),
                Set.of(
                        Capability.NARROW_READ,
                        Capability.CREATE_ACCOUNT,
                        Capability.DISABLE_ACCOUNT,
                        Capability.DEFINE_APP_ROLE,
                        Capability.NESTED_APP_ROLES,
                        Capability.UNGOVERNED),
                blindSpots(cluster),
                BatchUnit.PRINCIPAL,
                MOST_CHANGES,
                delay(settings),
                Names.LONGEST,
                Names.LONGEST);
    }

    private static Map<Facet, List<String>> blindSpots(Cluster cluster) {
        return Map.of(
                Facet.ACCOUNTS,
                Stream.concat(
                                Stream.of(
                                        "sessions that are open go on after LOGIN is taken away, until they are closed",
                                        "identities of certificates (ADD IDENTITY), data centres (ACCESS TO) and"
                                                + " networks (FROM CIDRS) of a role",
                                        "whether a role has a password"),
                                cluster.oneCopyOfMany()
                                        ? Stream.of("system_auth has one copy in a cluster of several nodes: while its"
                                                + " node is down nobody can sign in or be read; run ALTER KEYSPACE"
                                                + " system_auth with more copies, then nodetool repair")
                                        : Stream.<String>of())
                        .toList(),
                Facet.MEMBERSHIPS,
                List.of("roles and permissions are read one after the other, not at one instant"),
                Facet.ROLE_CONTENT,
                List.of(
                        "which permissions Cassandra gave to whoever made a table or role, and which somebody granted",
                        "times that caches are kept are those of the node that answered"));
    }

    /** The defaults of Cassandra check nobody and nothing. */
    private void requireRoles(Map<String, String> settings) {
        var faults = new ArrayList<String>();
        require(settings, "authenticator", "PasswordAuthenticator", faults);
        require(settings, "authorizer", "CassandraAuthorizer", faults);
        require(settings, "role_manager", "CassandraRoleManager", faults);
        if (!faults.isEmpty()) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    config.place() + " keeps no roles that could be governed: set " + String.join(" and ", faults)
                            + " in cassandra.yaml of every node");
        }
    }

    private static void require(Map<String, String> settings, String name, String right, List<String> faults) {
        String found = settings.getOrDefault(name + ".class_name", settings.getOrDefault(name, "not set"));
        boolean fits = name.equals("authenticator") ? !found.contains("AllowAll") : found.endsWith(right);
        if (!fits || found.equals("not set")) {
            faults.add(name + ": " + right + " (it is " + found + ")");
        }
    }

    /** The longer of the two caches that decide; without a number, nobody knows. */
    private Duration delay(Map<String, String> settings) {
        return Stream.of("roles_validity", "permissions_validity")
                .map(name -> duration(name, settings.getOrDefault(name, "")))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Duration duration(String name, String value) {
        Matcher text = DURATION.matcher(value);
        if (!text.matches()) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET, config.place() + ": " + name + " '" + value + "' is no duration");
        }
        long number = Long.parseLong(text.group(1));
        return switch (text.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    @Override
    public AgentProfile profile() {
        return profile;
    }

    @Override
    public ObservedState read(ReadScope scope) {
        turn.lock();
        try {
            return observe(scope);
        } catch (RuntimeException e) {
            client.drop();
            throw Faults.exception(e, config).at(deployment.toString());
        } finally {
            turn.unlock();
        }
    }

    private ObservedState observe(ReadScope scope) {
        Instant at = clock.now();
        return switch (scope) {
            case ReadScope.Full full -> {
                // permissions first: a role that is made meanwhile then has none yet, instead of some without a role
                List<Held> permissions = client.permissions();
                var observation = new Observation(client.roles(), full.accounts(), config.user());
                yield state(scope, at, observation, principal -> true, permissions);
            }
            case ReadScope.Of of -> {
                var permissions = new ArrayList<Held>();
                names(of.principals()).forEach(name -> permissions.addAll(client.permissions(name)));
                var accounts = new HashSet<>(of.accounts());
                of.principals().forEach(principal -> {
                    if (principal instanceof Principal.Account account) {
                        accounts.add(account.name());
                    }
                });
                var observation = new Observation(client.roles(), accounts, config.user());
                // a role that turned from account to AppRole is no longer the one that was asked for
                permissions.removeIf(held -> !of.principals().contains(observation.principal(held.role())));
                yield state(scope, at, observation, of.principals()::contains, permissions);
            }
        };
    }

    private ObservedState state(
            ReadScope scope, Instant at, Observation observation, Predicate<Principal> wanted, List<Held> permissions) {
        return new ObservedState(
                deployment,
                scope,
                at,
                observation.accounts(wanted),
                observation.appRoles(wanted),
                observation.addMemberships(wanted).addPermissions(permissions).grants(),
                Map.of());
    }

    private static Set<String> names(Set<Principal> principals) {
        var names = new HashSet<String>();
        for (Principal principal : principals) {
            switch (principal) {
                case Principal.Account ignored -> names.add(ChangeRules.roleName(principal));
                case Principal.AppRole ignored -> names.add(ChangeRules.roleName(principal));
                case Principal.ExternalGroup ignored -> {}
                case Principal.Anyone ignored -> {}
            }
        }
        return names;
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        turn.lock();
        try {
            var outcomes = new ArrayList<Outcome>();
            var writer = new ChangeWriter(client, config.user(), clock, profile.effectDelay());
            Optional<Outcome> lost = Optional.empty();
            for (PlannedChange planned : batch.changes()) {
                Change change = planned.change();
                Optional<Outcome.Rejected> refused = rules.refusal(change);
                if (refused.isPresent()) {
                    outcomes.add(refused.get());
                    continue;
                }
                Outcome outcome = lost.orElseGet(() -> attempt(() -> writer.write(change)));
                if (outcome instanceof Outcome.Unreachable) {
                    lost = Optional.of(outcome);
                }
                outcomes.add(outcome);
            }
            return outcomes;
        } finally {
            turn.unlock();
        }
    }

    /** After a lost answer nothing more is tried: each change of a batch may build on the one before. */
    private Outcome attempt(Supplier<Outcome> write) {
        try {
            return write.get();
        } catch (RuntimeException e) {
            client.drop();
            return new Outcome.Unreachable(
                    clock.now().plus(RETRY_AFTER),
                    String.valueOf(Faults.exception(e, config).getMessage()));
        }
    }

    @Override
    public Optional<Ungoverned> ungoverned() {
        return Optional.of(() -> {
            turn.lock();
            try {
                return WaysIn.find(client.roles());
            } catch (RuntimeException e) {
                client.drop();
                throw Faults.exception(e, config).at(deployment.toString());
            } finally {
                turn.unlock();
            }
        });
    }

    @Override
    public void close() {
        turn.lock();
        try {
            client.close();
        } finally {
            turn.unlock();
        }
    }
}
