package dev.mandate.agent.kafka;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The calls that the agent needs, answered as a whole or by an {@link AgentException}. */
final class KafkaClient implements AutoCloseable {
    /** A request of more than 10,000 is refused, and for each that is to go the broker looks through all there are. */
    private static final int MOST_AT_ONCE = 500;

    /** The least that Kafka takes; the password is random, so there is nothing to slow down. */
    private static final int ITERATIONS = 4_096;

    private final Admin admin;
    private final KafkaConfig config;

    private KafkaClient(Admin admin, KafkaConfig config) {
        this.admin = admin;
        this.config = config;
    }

    static KafkaClient open(KafkaConfig config) {
        requireReach(config, config.host());
        try {
            return new KafkaClient(Admin.create(config.properties()), config);
        } catch (KafkaException | IllegalArgumentException e) {
            // Its message may repeat settings.
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    "the Kafka client does not take what connect says ("
                            + e.getClass().getSimpleName() + "); look at connect.host and connect.ca");
        }
    }

    private static void requireReach(KafkaConfig config, String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                config.reach().refusal(host, address).ifPresent(why -> {
                    throw new AgentException(ErrorCode.BAD_CONNECT, why);
                });
            }
        } catch (UnknownHostException e) {
            throw new AgentException(ErrorCode.UNREACHABLE, "nobody knows the host " + host, e);
        }
    }

    String clusterId() {
        return get(admin.describeCluster().clusterId());
    }

    /** What each live broker says of its own settings. */
    List<Config> brokers() {
        Collection<Node> nodes = get(admin.describeCluster().nodes());
        nodes.forEach(node -> requireReach(config, node.host()));
        List<ConfigResource> resources = nodes.stream()
                .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                .toList();
        return List.copyOf(get(admin.describeConfigs(resources).all()).values());
    }

    /** The newest metadata version that the broker can do; that of its release. */
    int metadataVersion() {
        SupportedVersionRange range = get(admin.describeFeatures().featureMetadata())
                .supportedFeatures()
                .get("metadata.version");
        return range == null ? 0 : range.maxVersion();
    }

    Collection<AclBinding> acls(AclBindingFilter filter) {
        return get(admin.describeAcls(filter).values());
    }

    /** Of everybody who has one. */
    Map<String, Set<ScramMechanism>> credentials() {
        var credentials = new HashMap<String, Set<ScramMechanism>>();
        get(admin.describeUserScramCredentials().all())
                .forEach((user, found) -> credentials.put(
                        user,
                        found.credentialInfos().stream()
                                .map(ScramCredentialInfo::mechanism)
                                .collect(Collectors.toSet())));
        return credentials;
    }

    /** Of one user; none is empty. */
    Set<ScramMechanism> credentials(String user) {
        var found = get(admin.describeUserScramCredentials(List.of(user)).users());
        if (!found.contains(user)) {
            return Set.of();
        }
        return get(admin.describeUserScramCredentials(List.of(user)).description(user)).credentialInfos().stream()
                .map(ScramCredentialInfo::mechanism)
                .collect(Collectors.toSet());
    }

    /** What could not be done, and why. What is there already is done. */
    Map<AclBinding, AgentException> create(List<AclBinding> acls) {
        var failed = new HashMap<AclBinding, AgentException>();
        for (List<AclBinding> some : portions(acls)) {
            admin.createAcls(some).values().forEach((acl, done) -> settle(acl, done, failed));
        }
        return failed;
    }

    /** Exactly these. What could not be done, and why; what is gone already is done. */
    Map<AclBinding, AgentException> delete(List<AclBinding> acls) {
        var failed = new HashMap<AclBinding, AgentException>();
        for (List<AclBinding> some : portions(acls)) {
            var exact = some.stream().collect(Collectors.toMap(AclBinding::toFilter, acl -> acl));
            admin.deleteAcls(exact.keySet())
                    .values()
                    .forEach((filter, done) ->
                            settle(java.util.Objects.requireNonNull(exact.get(filter)), done, failed));
        }
        return failed;
    }

    private void settle(AclBinding acl, KafkaFuture<?> done, Map<AclBinding, AgentException> failed) {
        try {
            get(done);
        } catch (AgentException e) {
            failed.put(acl, e);
        }
    }

    private static List<List<AclBinding>> portions(List<AclBinding> acls) {
        var portions = new ArrayList<List<AclBinding>>();
        for (int from = 0; from < acls.size(); from += MOST_AT_ONCE) {
            portions.add(acls.subList(from, Math.min(acls.size(), from + MOST_AT_ONCE)));
        }
        return portions;
    }

    void setPassword(String user, ScramMechanism mechanism, byte[] password) {
        alter(new UserScramCredentialUpsertion(user, new ScramCredentialInfo(mechanism, ITERATIONS), password));
    }

    /** Gone already is done. */
    void deleteCredential(String user, ScramMechanism mechanism) {
        alter(new UserScramCredentialDeletion(user, mechanism));
    }

    private void alter(UserScramCredentialAlteration alteration) {
        try {
            admin.alterUserScramCredentials(List.of(alteration)).all().get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ResourceNotFoundException)) {
                throw exception(e);
            }
        }
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw exception(e);
        }
    }

    private static AgentException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AgentException(ErrorCode.UNREACHABLE, "interrupted while waiting for Kafka", e);
    }

    private AgentException exception(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String said = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return switch (cause) {
            case SecurityDisabledException ignored ->
                new AgentException(
                        ErrorCode.WRONG_TARGET,
                        "this Kafka has no authoriser: everybody may do everything, and there is nothing to govern; set"
                                + " authorizer.class.name=" + Brokers.AUTHORISER + " on brokers and controllers",
                        cause);
            case AuthorizationException ignored ->
                new AgentException(
                        ErrorCode.NOT_PERMITTED,
                        "Kafka does not permit it to User:" + config.user() + " (" + said
                                + "); it needs ALTER, DESCRIBE" + " and DESCRIBE_CONFIGS on the cluster",
                        cause);
            case SslAuthenticationException ignored ->
                new AgentException(
                        ErrorCode.INSECURE,
                        "TLS with " + config.host() + ":" + config.port() + " could not be verified; look at connect.ca"
                                + " and connect.host (" + said + ")",
                        cause);
            case AuthenticationException ignored ->
                new AgentException(
                        ErrorCode.CREDENTIALS_REFUSED,
                        "Kafka does not let " + config.user() + " in by " + config.mechanism()
                                + "; look at connect.user, connect.password and connect.mechanism",
                        cause);
            case UnsupportedVersionException ignored ->
                new AgentException(
                        ErrorCode.WRONG_TARGET, "this Kafka is older than the agent needs (" + said + ")", cause);
            case RetriableException ignored ->
                new AgentException(
                        ErrorCode.UNREACHABLE,
                        "no answer from Kafka at " + config.host() + ":" + config.port() + " (" + said + ")",
                        cause);
            default -> new AgentException(ErrorCode.TARGET_FAILED, "Kafka failed: " + said, cause);
        };
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
