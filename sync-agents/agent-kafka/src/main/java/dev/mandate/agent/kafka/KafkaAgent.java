package dev.mandate.agent.kafka;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.AgentProfile.BatchUnit;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.PrincipalRuns;
import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.jspecify.annotations.Nullable;

/** Reads and changes one Kafka cluster. Changes queue up, reads do not. */
final class KafkaAgent implements Agent {
    private static final String ANONYMOUS = "ANONYMOUS";
    private static final int MOST_CHANGES = 1_000;
    private static final Duration LATER = Duration.ofSeconds(30);

    /** The first metadata version of Kafka 4.0. */
    private static final int OLDEST_METADATA = 22;

    private final DeploymentId deployment;
    private final KafkaConfig config;
    private final KafkaClient client;
    private final AgentClock clock;
    private final Brokers brokers;
    private final AgentProfile profile;
    private final ChangeRules rules;
    private final ReentrantLock turn = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);

    private KafkaAgent(
            DeploymentId deployment,
            KafkaConfig config,
            KafkaClient client,
            AgentClock clock,
            Brokers brokers,
            AgentProfile profile,
            Vocabulary vocabulary) {
        this.deployment = deployment;
        this.config = config;
        this.client = client;
        this.clock = clock;
        this.brokers = brokers;
        this.profile = profile;
        var outside = new HashSet<>(superUsers(config));
        outside.add(config.user());
        outside.add(ANONYMOUS);
        this.rules = new ChangeRules(outside, vocabulary);
    }

    /** @throws AgentException when it is no Kafka that this agent can govern, or the account may not read */
    static KafkaAgent open(
            DeploymentId deployment, KafkaConfig config, AgentClock clock, Function<Release, Vocabulary> vocabularies) {
        KafkaClient client = null;
        try {
            client = KafkaClient.open(config);
            Brokers brokers = Brokers.of(client.brokers());
            if (brokers.superUsers() && config.superUsers().isEmpty()) {
                throw new AgentException(
                        ErrorCode.BAD_CONNECT,
                        "the brokers have super.users, and Kafka tells nobody whom; copy the value to"
                                + " connect.super-users, so that nobody takes them for people without access");
            }
            Release release = release(client.metadataVersion());
            AgentProfile profile = profile(config, release, client.clusterId(), brokers);
            return new KafkaAgent(deployment, config, client, clock, brokers, profile, vocabularies.apply(release));
        } catch (RuntimeException e) {
            if (client != null) {
                client.close();
            }
            throw e instanceof AgentException agent ? agent.at(deployment.toString()) : e;
        }
    }

    /** A broker does not say its release, only what it can do. */
    private static Release release(int metadata) {
        if (metadata < OLDEST_METADATA) {
            throw new AgentException(
                    ErrorCode.WRONG_TARGET,
                    "this Kafka knows metadata versions up to " + metadata + " only and is older than 4.0; upgrade it");
        }
        if (metadata <= 25) {
            return Release.of("4.0");
        }
        // two for each of 4.1 and 4.2, one for 4.3 and so far for 4.4
        return Release.of(metadata <= 27 ? "4.1" : metadata <= 29 ? "4.2" : metadata == 30 ? "4.3" : "4.4");
    }

    private static AgentProfile profile(KafkaConfig config, Release release, String clusterId, Brokers brokers) {
        var capabilities = EnumSet.of(Capability.NARROW_READ, Capability.CREATE_ACCOUNT, Capability.UNGOVERNED);
        if (making(config, brokers) != null) {
            capabilities.add(Capability.DISABLE_ACCOUNT);
        }
        return new AgentProfile(
                KafkaType.KAFKA,
                release,
                clusterId,
                AccountName.of(Spelling.spell(config.user())),
                capabilities,
                BlindSpots.of(brokers, config.scram()),
                BatchUnit.PRINCIPAL,
                MOST_CHANGES,
                brokers.effectDelay(),
                ChangeRules.LONGEST_USER,
                ChangeRules.LONGEST_USER);
    }

    /** What an account is made with; null where it is a mere name. */
    private static @Nullable ScramMechanism making(KafkaConfig config, Brokers brokers) {
        return config.scram() && !brokers.scram().isEmpty() ? brokers.scram().last() : null;
    }

    private static Set<String> superUsers(KafkaConfig config) {
        return config.superUsers().orElse(Set.of());
    }

    @Override
    public AgentProfile profile() {
        return profile;
    }

    @Override
    public ObservedState read(ReadScope scope) {
        try {
            Instant at = clock.now();
            return switch (scope) {
                case ReadScope.Full full -> {
                    var names = new HashSet<AccountName>(full.accounts());
                    Map<String, Set<ScramMechanism>> credentials = client.credentials();
                    credentials.keySet().forEach(user -> names.add(AccountName.of(Spelling.spell(user))));
                    yield state(scope, at, client.acls(AclBindingFilter.ANY), credentials, names);
                }
                case ReadScope.Of of -> narrow(of, at);
            };
        } catch (AgentException e) {
            throw e.at(deployment.toString());
        } catch (IllegalArgumentException e) {
            throw new AgentException(
                    ErrorCode.INCOMPLETE_READ, deployment + ": a name cannot be written down: " + e.getMessage(), e);
        }
    }

    private ObservedState narrow(ReadScope.Of scope, Instant at) {
        var acls = new ArrayList<AclBinding>();
        var credentials = new HashMap<String, Set<ScramMechanism>>();
        var names = new HashSet<AccountName>();
        for (Principal principal : scope.principals()) {
            if (principal instanceof Principal.AppRole) {
                continue; // there are none
            }
            acls.addAll(client.acls(of(principal)));
            if (principal instanceof Principal.Account(AccountName name)) {
                String user = Spelling.unspell(name.value());
                Set<ScramMechanism> found = client.credentials(user);
                if (!found.isEmpty()) {
                    credentials.put(user, found);
                }
                if (!found.isEmpty() || scope.accounts().contains(name)) {
                    names.add(name);
                }
            }
        }
        return state(scope, at, acls, credentials, names);
    }

    private ObservedState state(
            ReadScope scope,
            Instant at,
            Collection<AclBinding> acls,
            Map<String, Set<ScramMechanism>> credentials,
            Set<AccountName> names) {
        var grants = new HashMap<Grant, ObservedGrant>();
        var holders = new HashSet<AccountName>();
        Acls.hosts(acls).forEach((key, hosts) -> {
            grants.put(key, ObservedGrant.of(Acls.grant(key, hosts)));
            if (key.principal() instanceof Principal.Account(AccountName name)) {
                holders.add(name);
            }
        });
        var accounts = new HashMap<AccountName, ObservedAccount>();
        names.addAll(holders);
        for (AccountName name : names) {
            String user = Spelling.unspell(name.value());
            accounts.put(
                    name,
                    new ObservedAccount(
                            name,
                            kind(user),
                            status(credentials.containsKey(user), holders.contains(name)),
                            null,
                            superUsers(config).contains(user),
                            Map.of()));
        }
        return new ObservedState(deployment, scope, at, accounts, Map.of(), grants, Map.of());
    }

    private AccountKind kind(String user) {
        if (user.equals(config.user())) {
            return AccountKind.AGENT;
        }
        return user.equals(ANONYMOUS) ? AccountKind.BUILT_IN : AccountKind.PERSONAL;
    }

    /** Without a credential somebody can still come by a certificate or token, where the brokers take them. */
    private AccountStatus status(boolean credential, boolean holds) {
        if (making(config, brokers) == null) {
            return AccountStatus.UNKNOWN;
        }
        if (credential) {
            return AccountStatus.ENABLED;
        }
        return holds && !brokers.otherWays().isEmpty() ? AccountStatus.UNKNOWN : AccountStatus.DISABLED;
    }

    /** Every ACL of one principal. */
    static AclBindingFilter of(Principal principal) {
        return new AclBindingFilter(
                ResourcePatternFilter.ANY,
                new AccessControlEntryFilter(Acls.principal(principal), null, AclOperation.ANY, AclPermissionType.ANY));
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        turn.lock();
        try {
            return new PrincipalRuns(rules::refusal, this::run).apply(batch);
        } finally {
            turn.unlock();
        }
    }

    private List<Outcome> run(Principal principal, List<Change> changes) {
        try {
            return new PrincipalRun(
                            client,
                            principal,
                            making(config, brokers),
                            () -> clock.now().plus(profile.effectDelay()),
                            closed,
                            changes.size())
                    .apply(changes);
        } catch (AgentException e) {
            String why = String.valueOf(e.getMessage());
            Outcome outcome = e.code().transientFault()
                    ? new Outcome.Unreachable(clock.now().plus(LATER), why)
                    : new Outcome.Rejected(e.code().code(), why);
            return changes.stream().map(change -> outcome).toList();
        }
    }

    @Override
    public Optional<Ungoverned> ungoverned() {
        return Optional.of(() -> {
            try {
                var everybody = new ArrayList<>(client.acls(of(new Principal.Anyone())));
                everybody.addAll(client.acls(of(new Principal.Account(AccountName.of(ANONYMOUS)))));
                return WaysIn.find(Brokers.of(client.brokers()), superUsers(config), everybody);
            } catch (AgentException e) {
                throw e.at(deployment.toString());
            }
        });
    }

    @Override
    public void close() {
        closed.countDown();
        client.close();
    }
}
