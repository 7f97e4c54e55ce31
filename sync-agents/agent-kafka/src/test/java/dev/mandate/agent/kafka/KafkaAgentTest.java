package dev.mandate.agent.kafka;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.add;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.grants;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static dev.mandate.agent.testkit.ContractChanges.remove;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is particular to Kafka, and what a user may really do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaAgentTest {
    private static final ReadScope FULL = new ReadScope.Full(Set.of());
    private static final Entitlement READ = EntitlementText.parse("topic:orders READ");

    private final KafkaTarget target = new KafkaTarget();

    @AfterAll
    void stop() {
        target.close();
    }

    @Test
    void aJoinerConsumesAndALeaverDoesNot() throws Exception {
        var ann = account("ann");
        Entitlement group = EntitlementText.parse("group-prefix:ann- READ");
        produce("orders", "one");
        try (Agent agent = target.open()) {
            applied(agent, make(ann));
            ownPassword("ann");
            assertThat(consumed("ann", "ann-0")).as("before").isEmpty();

            applied(agent, add(ann, READ), add(ann, group));
            assertThat(consumed("ann", "ann-1")).as("joined").contains("one");
            applied(agent, add(ann, EntitlementText.parse("topic:orders READ;effect=deny")));
            assertThat(consumed("ann", "ann-2")).as("denied").isEmpty();
            applied(agent, remove(ann, EntitlementText.parse("topic:orders READ;effect=deny")));
            assertThat(consumed("ann", "ann-3")).as("no longer denied").contains("one");

            applied(agent, remove(ann, READ), remove(ann, group));
            assertThat(consumed("ann", "ann-4")).as("left").isEmpty();
            assertThat(target.signsIn("ann", "own")).isTrue();
            applied(agent, new Change.SetAccountStatus(ann.name(), AccountStatus.ENABLED, AccountStatus.DISABLED));
            assertThat(target.signsIn("ann", "own")).isFalse();
            assertThat(agent.read(new ReadScope.Full(Set.of(), Set.of(ann.name())))
                            .accounts()
                            .get(ann.name()))
                    .extracting(ObservedAccount::status)
                    .isEqualTo(AccountStatus.DISABLED);
        }
    }

    @Test
    void aHostLimitsAndIsPartOfOneGrant() throws Exception {
        var bob = account("host-bob");
        Entitlement elsewhere = EntitlementText.parse("topic:orders READ;condition=\"host=10.0.0.1\"");
        Entitlement both = EntitlementText.parse("topic:orders READ;condition=\"host=10.0.0.1,127.0.0.1\"");
        Entitlement group = EntitlementText.parse("group-prefix:bob- READ");
        produce("orders", "one");
        try (Agent agent = target.open()) {
            applied(agent, make(bob), add(bob, elsewhere), add(bob, group));
            ownPassword("host-bob");
            assertThat(consumed("host-bob", "bob-1")).isEmpty();
            applied(agent, new Change.AlterGrant(new Grant(bob, elsewhere), new Grant(bob, both), Direction.BOTH));
            assertThat(consumed("host-bob", "bob-2")).contains("one");
            assertThat(grants(agent.read(FULL))).contains(new Grant(bob, both));

            rejected(agent, Outcome.Rejected.STALE_PRIOR, remove(bob, elsewhere));
            assertThat(grants(agent.read(FULL))).contains(new Grant(bob, both));
            applied(agent, remove(bob, both), remove(bob, group));
        }
    }

    @Test
    void refusesWhatKafkaWouldTakeAndIgnore() {
        var eve = account("eve");
        var unchanged = target.dump();
        try (Agent agent = target.open()) {
            for (String senseless : List.of(
                    "group:g WRITE",
                    "cluster:other ALTER",
                    "topic:orders.* READ",
                    "topic-prefix:\"*\" READ",
                    "user:ann CREATE_TOKENS",
                    "role:analyst",
                    "topic:orders READ;condition=\"host=::1\"",
                    "topic:orders READ;condition=\"host=10.0.0.0/8\"",
                    "topic:orders READ;condition=\"host=kafka.example.org\"",
                    "topic:orders READ;condition=\"host=10.0.0.2,10.0.0.1\"",
                    "topic:orders READ;condition=\"host=*\"",
                    "topic:orders READ;condition=\"region = 'eu'\"")) {
                rejected(agent, Outcome.Rejected.UNKNOWN_ON_TARGET, add(eve, EntitlementText.parse(senseless)));
            }
            rejected(agent, Outcome.Rejected.UNKNOWN_ON_TARGET, add(new Principal.ExternalGroup("Group:eu"), READ));
            rejected(agent, Outcome.Rejected.NAME_NOT_ALLOWED, make(account("*")));
            rejected(agent, Outcome.Rejected.NAME_NOT_ALLOWED, make(account("\\u0065ve")));
            for (String outside : List.of("mandate", "admin", "ANONYMOUS")) {
                rejected(agent, Outcome.Rejected.NOT_PERMITTED, add(account(outside), READ));
                rejected(
                        agent,
                        Outcome.Rejected.NOT_PERMITTED,
                        new Change.SetAccountStatus(
                                AccountName.of(outside), AccountStatus.ENABLED, AccountStatus.DISABLED));
            }
        }
        assertThat(target.dump()).isEqualTo(unchanged);
    }

    @Test
    void namesOfOthersComeBackAndGoExactly() {
        List<String> hostile = List.of(
                "line\nbreak", "e\u0301 composed", "\\u0041", "CN=app, O=\"x,y\"", "a:b", "with\u0000nul", "日本");
        List<AclBinding> acls = hostile.stream()
                .map(name -> KafkaTarget.acl(
                        KafkaTarget.pattern(ResourceType.GROUP, name, PatternType.LITERAL),
                        "User:" + name,
                        "odd,host " + name.length(),
                        AclOperation.READ,
                        AclPermissionType.DENY))
                .toList();
        var before = target.dump();
        target.create(acls);
        try (Agent agent = target.open()) {
            for (String name : hostile) {
                var holder = account(Spelling.spell(name));
                List<Grant> found = grants(agent.read(new ReadScope.Of(Set.of(holder), Set.of()))).stream()
                        .toList();
                assertThat(found).as(name).singleElement().satisfies(grant -> {
                    assertThat(grant.principal()).isEqualTo(holder);
                    assertThat(EntitlementText.parse(grant.entitlement().toString()))
                            .isEqualTo(grant.entitlement());
                });
                applied(agent, remove(holder, found.getFirst().entitlement()));
            }
        }
        assertThat(target.dump()).isEqualTo(before);
    }

    @Test
    void tellsWhoIsWho() {
        target.create(List.of(KafkaTarget.acl(
                KafkaTarget.pattern(ResourceType.TOPIC, "orders", PatternType.LITERAL),
                "Group:eu",
                "*",
                AclOperation.WRITE,
                AclPermissionType.ALLOW)));
        try (Agent agent = target.open()) {
            ObservedState found = agent.read(FULL);
            assertThat(found(found, "mandate").kind()).isEqualTo(AccountKind.AGENT);
            assertThat(found(found, "admin").superuser()).isTrue();
            assertThat(found(found, "bystander").status())
                    .as("only SCRAM lets in, and there is no credential")
                    .isEqualTo(AccountStatus.DISABLED);
            assertThat(grants(found))
                    .contains(
                            new Grant(new Principal.Anyone(), EntitlementText.parse("group-prefix:g READ")),
                            new Grant(
                                    new Principal.ExternalGroup("Group:eu"),
                                    EntitlementText.parse("topic:orders WRITE")));
            assertThat(agent.profile().release()).isEqualTo(Release.of("4.3"));
        }
    }

    @Test
    void twoAgentsDoNotLoseEachOthersChanges() throws Exception {
        var zoe = account("zoe");
        List<Entitlement> all = target.contents();
        try (Agent one = target.open();
                Agent other = target.open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            applied(one, make(zoe));
            var calls = new ArrayList<Callable<Outcome>>();
            for (int i = 0; i < all.size(); i++) {
                Agent agent = i % 2 == 0 ? one : other;
                Change change = add(zoe, all.get(i));
                calls.add(() -> agent.apply(batch(List.of(change))).getFirst());
            }
            for (var call : threads.invokeAll(calls)) {
                assertThat(call.get()).isInstanceOf(Outcome.Applied.class);
            }
            assertThat(grants(one.read(new ReadScope.Of(Set.of(zoe), Set.of()))))
                    .extracting(Grant::entitlement)
                    .containsExactlyInAnyOrderElementsOf(all);
            applied(one, all.stream().map(e -> remove(zoe, e)).toArray(Change[]::new));
        }
    }

    @Test
    void addingADenyNarrowsAndRemovingItWidens() {
        var vocabulary = target.vocabulary();
        Entitlement deny = EntitlementText.parse("topic:orders READ;effect=deny");
        assertThat(vocabulary.adding(READ)).isEqualTo(Direction.WIDENS);
        assertThat(vocabulary.adding(deny)).isEqualTo(Direction.NARROWS);
        assertThat(vocabulary.adding(deny).reversed()).isEqualTo(Direction.WIDENS);
        assertThat(target.contents())
                .allSatisfy(content -> assertThat(vocabulary.fault(content)).isEqualTo(Optional.empty()));
    }

    private static ObservedAccount found(ObservedState state, String name) {
        return Objects.requireNonNull(state.accounts().get(AccountName.of(name)));
    }

    private static void applied(Agent agent, Change... changes) {
        assertThat(agent.apply(batch(List.of(changes))))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Applied.class));
    }

    private static void rejected(Agent agent, String code, Change change) {
        assertThat(agent.apply(batch(List.of(change))))
                .as(change.toString())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(code));
    }

    /** As whoever runs the cluster would give it to them. */
    private void ownPassword(String user) {
        KafkaTarget.done(target.admin()
                .alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "own")))
                .all());
        while (!target.signsIn(user, "own")) {
            Thread.onSpinWait();
        }
    }

    private void produce(String topic, String value) throws Exception {
        var properties = new HashMap<>(target.server().adminClient());
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    /** What this user gets to see, with their own password; nothing where the broker refuses. */
    private List<String> consumed(String user, String group) {
        var properties = new HashMap<>(target.server().client(user, "own"));
        properties.putAll(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false));
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("orders"));
            long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (System.nanoTime() < until) {
                var records = consumer.poll(Duration.ofMillis(500));
                if (!records.isEmpty()) {
                    var values = new ArrayList<String>();
                    records.forEach(each -> values.add(each.value()));
                    return values;
                }
            }
            throw new IllegalStateException("neither records nor a refusal");
        } catch (AuthorizationException e) {
            return List.of();
        }
    }
}
