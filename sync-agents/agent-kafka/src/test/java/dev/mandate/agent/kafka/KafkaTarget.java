package dev.mandate.agent.kafka;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import dev.mandate.agent.testkit.FaultyLine;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** A broker with topics, a bystander's ACLs, and an agent that is no super user. */
final class KafkaTarget implements ContractTarget, AutoCloseable {
    private static final Entitlement DENY = EntitlementText.parse("topic:orders READ;effect=deny");
    private static final Entitlement FROM_TWO_HOSTS =
            EntitlementText.parse("topic:orders READ;condition=\"host=10.0.0.1,10.0.0.2\"");

    private final KafkaServer server;
    private final Admin admin;

    KafkaTarget() {
        this.server = KafkaServer.start();
        this.admin = server.admin();
        done(admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1), new NewTopic("sales.eu", 1, (short) 1)))
                .all());
        ResourcePattern cluster = pattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
        create(List.of(
                acl(cluster, "User:mandate", "*", AclOperation.ALTER, AclPermissionType.ALLOW),
                acl(cluster, "User:mandate", "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW),
                acl(cluster, "User:mandate", "*", AclOperation.DESCRIBE_CONFIGS, AclPermissionType.ALLOW),
                acl(
                        pattern(ResourceType.TOPIC, "orders", PatternType.LITERAL),
                        "User:bystander",
                        "*",
                        AclOperation.READ,
                        AclPermissionType.ALLOW),
                acl(
                        pattern(ResourceType.GROUP, "g", PatternType.PREFIXED),
                        "User:*",
                        "*",
                        AclOperation.READ,
                        AclPermissionType.ALLOW)));
    }

    KafkaServer server() {
        return server;
    }

    @Override
    public Agent open() {
        return server.agent(Map.of());
    }

    @Override
    public Agent open(InetSocketAddress address) {
        return server.agent(Map.of("port", String.valueOf(address.getPort()), "timeout", "2"));
    }

    @Override
    public Optional<InetSocketAddress> address() {
        return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    }

    /** A client goes where the broker says, so that the broker has to say this line. */
    @Override
    public FaultyLine line() {
        return new FaultyLine(server.detour(), server.detourPort());
    }

    @Override
    public Vocabulary vocabulary() {
        return new KafkaType().vocabularies().vocabulary(Release.of("4.3"));
    }

    @Override
    public Optional<Entitlement> insteadOfMembership(String name) {
        return Optional.of(Entitlement.of("group", name, "READ"));
    }

    @Override
    public List<Entitlement> contents() {
        return List.of(
                EntitlementText.parse("topic:orders READ"),
                EntitlementText.parse("topic:orders DESCRIBE"),
                EntitlementText.parse("topic:orders WRITE;effect=deny"),
                EntitlementText.parse("topic-prefix:sales. READ"),
                EntitlementText.parse("topic:\"*\" DESCRIBE"),
                EntitlementText.parse("group-prefix:ann- READ"),
                EntitlementText.parse("group:\"odd name\" DELETE"),
                EntitlementText.parse("transactional-id:t1 WRITE"),
                EntitlementText.parse("transactional-id-prefix:t DESCRIBE"),
                EntitlementText.parse("cluster:kafka-cluster IDEMPOTENT_WRITE"),
                EntitlementText.parse("delegation-token:abc DESCRIBE"),
                EntitlementText.parse("user:User:bob CREATE_TOKENS"),
                EntitlementText.parse("topic:orders ALTER;condition=\"host=10.0.0.1,10.0.0.2\""),
                EntitlementText.parse("topic:orders ALL"));
    }

    @Override
    public Optional<Entitlement> deny() {
        return Optional.of(DENY);
    }

    @Override
    public Optional<Entitlement> conditional() {
        return Optional.of(FROM_TWO_HOSTS);
    }

    @Override
    public void give(Grant grant) {
        create(acls(grant));
    }

    @Override
    public void take(Grant grant) {
        delete(acls(grant).stream().map(AclBinding::toFilter).toList());
    }

    /** Written by hand, so that the agent's own reading of an entitlement is not its judge. */
    private static List<AclBinding> acls(Grant grant) {
        Entitlement e = grant.entitlement();
        ResourceType type = switch (e.kind()) {
            case "topic", "topic-prefix" -> ResourceType.TOPIC;
            case "group", "group-prefix" -> ResourceType.GROUP;
            case "transactional-id", "transactional-id-prefix" -> ResourceType.TRANSACTIONAL_ID;
            case "cluster" -> ResourceType.CLUSTER;
            case "delegation-token" -> ResourceType.DELEGATION_TOKEN;
            case "user" -> ResourceType.USER;
            default -> throw new IllegalArgumentException(e.kind());
        };
        var pattern =
                pattern(type, e.resource(), e.kind().endsWith("-prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
        String name = "User:" + ((Principal.Account) grant.principal()).name().value();
        var permission = e.effect() == Effect.DENY ? AclPermissionType.DENY : AclPermissionType.ALLOW;
        var operation = AclOperation.valueOf(String.valueOf(e.action()));
        List<String> hosts = e.condition() == null ? List.of("*") : List.of("10.0.0.1", "10.0.0.2");
        return hosts.stream()
                .map(host -> acl(pattern, name, host, operation, permission))
                .toList();
    }

    static ResourcePattern pattern(ResourceType type, String name, PatternType sort) {
        return new ResourcePattern(type, name, sort);
    }

    static AclBinding acl(
            ResourcePattern pattern,
            String principal,
            String host,
            AclOperation operation,
            AclPermissionType permission) {
        return new AclBinding(pattern, new AccessControlEntry(principal, host, operation, permission));
    }

    void create(Collection<AclBinding> acls) {
        done(admin.createAcls(acls).all());
        await(found -> found.containsAll(acls));
    }

    void delete(Collection<AclBindingFilter> exact) {
        done(admin.deleteAcls(exact).all());
        await(found -> found.stream().noneMatch(acl -> exact.contains(acl.toFilter())));
    }

    /** Until the broker shows what the controller has taken. */
    private void await(Predicate<Collection<AclBinding>> shows) {
        while (!shows.test(done(admin.describeAcls(AclBindingFilter.ANY).values()))) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void load(int accounts, int appRoles, int each) {
        var acls = new ArrayList<AclBinding>();
        for (int i = 0; i < accounts; i++) {
            for (int role = 0; role < each; role++) {
                acls.add(acl(
                        pattern(
                                ResourceType.GROUP,
                                AgentContract.MARK + "load-role-" + (i + role) % appRoles,
                                PatternType.LITERAL),
                        "User:" + AgentContract.MARK + "load-" + i,
                        "*",
                        AclOperation.READ,
                        AclPermissionType.ALLOW));
            }
        }
        for (int from = 0; from < acls.size(); from += 10_000) {
            done(admin.createAcls(acls.subList(from, Math.min(acls.size(), from + 10_000)))
                    .all());
        }
        await(found -> found.containsAll(acls));
    }

    @Override
    public void unload() {
        List<AclBindingFilter> groups = done(
                        admin.describeAcls(AclBindingFilter.ANY).values())
                .stream()
                .map(AclBinding::pattern)
                .filter(pattern -> pattern.name().startsWith(AgentContract.MARK + "load-role-"))
                .distinct()
                .map(pattern -> new AclBindingFilter(pattern.toFilter(), AccessControlEntryFilter.ANY))
                .toList();
        // The broker looks through all ACLs for each filter, and deletes 10,000 at once at most.
        for (int from = 0; from < groups.size(); from += 20) {
            done(admin.deleteAcls(groups.subList(from, Math.min(groups.size(), from + 20)))
                    .all());
        }
    }

    @Override
    public SortedSet<String> dump() {
        var lines = new TreeSet<String>();
        done(admin.describeAcls(AclBindingFilter.ANY).values()).forEach(acl -> lines.add(acl.toString()));
        done(admin.describeUserScramCredentials().all())
                .forEach((user, found) -> lines.add(user + " " + found.credentialInfos()));
        return lines;
    }

    /** A SCRAM secret cannot be read; what somebody would guess does not open it. */
    @Override
    public boolean hasUsablePassword(AccountName account) {
        return List.of("", "password", account.value(), "mandate", "secret").stream()
                .anyMatch(guess -> signsIn(account.value(), guess));
    }

    boolean signsIn(String user, String password) {
        try (Admin guest = Admin.create(server.client(user, password))) {
            guest.describeCluster().clusterId().get();
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T done(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    Admin admin() {
        return admin;
    }

    @Override
    public void close() {
        admin.close();
        server.close();
    }
}
