package dev.mandate.service.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.InstalledAgents;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.service.api.Standing;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.InMemorySource;
import dev.mandate.service.directory.Sources;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.PolicyReading;
import dev.mandate.service.policy.PolicySettings;
import dev.mandate.service.policy.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/**
 * The service from directory to reconciliation on a database of its own, over deployments in memory and one source.
 * Its clock stands still; every run is a minute after the one before.
 */
public final class TestingFleet implements AutoCloseable {
    public static final SourceId CORP = SourceId.of("corp");
    public static final Caller ADA = Caller.operator("ada", null);
    public static final Caller GRACE = Caller.operator("grace", null);
    public static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private static final Vocabulary VOCABULARY =
            VocabularyFile.parse("scripted.yaml", """
                    application: scripted
                    releases: [1]
                    kinds:
                      role: {facet: memberships, risk: standard, sentence: "is in {resource}"}
                      table:
                        facet: role-content
                        pattern: true
                        risk: standard
                        actions: [read, write]
                        options: [grantable]
                        sentence: "can {action} {resource}"
                    items:
                      - {matching: "role:admin", risk: critical}
                    """).vocabulary(Release.of("1"));

    public final TestingDatabase database;
    public final TestingClock clock;
    public final InMemorySource people;
    public final TestPolicy policy;
    private final Map<DeploymentId, ScriptedDeployment> targets;
    private volatile Runnable beforeIntent = () -> {};
    private volatile Runnable beforeCall = () -> {};
    private final AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    @ComponentScan(
            basePackages = {
                "dev.mandate.service.ledger",
                "dev.mandate.service.directory",
                "dev.mandate.service.fleet",
                "dev.mandate.service.policy",
                "dev.mandate.service.access",
                "dev.mandate.service.reconcile"
            },
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*FleetConfiguration"))
    static class Modules {}

    public TestingFleet() {
        this(Bulkheads.Limits.USUAL);
    }

    TestingFleet(PolicySettings settings) {
        this(Bulkheads.Limits.USUAL, settings);
    }

    TestingFleet(Bulkheads.Limits limits) {
        this(limits, PolicySettings.USUAL);
    }

    private TestingFleet(Bulkheads.Limits limits, PolicySettings settings) {
        database = TestingDatabase.create();
        clock = new TestingClock(NOON);
        people = new InMemorySource(CORP);
        policy = new TestPolicy();
        targets = new ConcurrentHashMap<>();
        open(limits, settings);
    }

    private TestingFleet(TestingFleet first) {
        database = first.database;
        clock = first.clock;
        people = first.people;
        policy = first.policy;
        targets = first.targets;
        open(Bulkheads.Limits.USUAL, PolicySettings.USUAL);
    }

    /** Another process beside this one, with the same store, source, policy and targets. */
    TestingFleet another() {
        return new TestingFleet(this);
    }

    /** Something happens once, when a run has read and planned and is about to announce its first batch. */
    public TestingFleet beforeIntent(Runnable deed) {
        beforeIntent = deed;
        return this;
    }

    /** Something happens once, when a run has announced its first batch and is about to send it. */
    TestingFleet beforeCall(Runnable deed) {
        beforeCall = deed;
        return this;
    }

    /** Stops at the two moments at which a run asks what time has passed. */
    private final class StoppingTicker implements Ticker {
        private boolean announced;

        @Override
        public long nanos() {
            if (announced) {
                once(beforeCall);
            } else {
                once(beforeIntent);
            }
            announced = !announced;
            return Duration.between(NOON, clock.now()).toNanos();
        }

        private void once(Runnable deed) {
            if (announced) {
                beforeCall = () -> {};
            } else {
                beforeIntent = () -> {};
            }
            deed.run();
        }
    }

    private void open(Bulkheads.Limits limits, PolicySettings settings) {
        beans.registerBean(PolicySettings.class, () -> settings);
        beans.registerBean(Bulkheads.Limits.class, () -> limits);
        beans.registerBean(DataSource.class, database::connections, bean -> bean.setDestroyMethodName(""));
        beans.registerBean(
                PlatformTransactionManager.class, () -> new DataSourceTransactionManager(database.connections()));
        beans.registerBean(DSLContext.class, database::queries);
        beans.registerBean(Transactions.class, database::transactions);
        beans.registerBean(Clock.class, () -> clock);
        beans.registerBean(Ticker.class, StoppingTicker::new);
        // Nobody asks who is somebody here, so nothing is taken from them either.
        beans.registerBean(Standing.class, () -> caller -> caller);
        beans.registerBean(LedgerSettings.class, TestingFleet::ledger);
        beans.registerBean(Sources.class, () -> Sources.of(List.of(people)));
        beans.registerBean(
                InstalledAgents.class,
                () -> new InstalledAgents(
                        Stream.concat(Stream.of(new ScriptedType()), beans.getBeanProvider(AgentType.class).stream())
                                .toList(),
                        (name, deployment, endpoint) -> new Secret("not used"),
                        (AgentClock) clock::now));
        beans.register(Modules.class);
        beans.refresh();
    }

    private static LedgerSettings ledger() {
        try {
            return LedgerSettings.in(Files.createTempDirectory("mandate-test-ledger"), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the scripted deployment that a test made under the deployment's id. */
    private final class ScriptedType implements AgentType {
        @Override
        public Vocabularies vocabularies() {
            return Vocabularies.of(VOCABULARY);
        }

        @Override
        public ConnectSchema connect() {
            return new ConnectSchema(
                    List.of(new ConnectSchema.Field("host", ConnectSchema.Type.HOST, true, null, "not used")));
        }

        @Override
        public Agent open(Connection connection) {
            return target(connection.deployment().value()).open();
        }
    }

    public <T> T get(Class<T> type) {
        return beans.getBean(type);
    }

    public ReconcileApi api() {
        return get(ReconcileApi.class);
    }

    /** The deployment in memory behind an id, made at the first question. */
    public ScriptedDeployment target(String id) {
        return targets.computeIfAbsent(
                DeploymentId.of(id), key -> new ScriptedDeployment(key, VOCABULARY).now(clock.now()));
    }

    public TestingFleet advance(Duration duration) {
        clock.advance(duration);
        targets.values().forEach(target -> target.now(clock.now()));
        return this;
    }

    /** Takes over what the source says now. */
    public TestingFleet refresh() {
        get(DirectoryApi.class).refresh(CORP, ADA);
        return this;
    }

    public PolicyVersion publish() {
        return policy.publish(get(DirectoryApi.class).directory());
    }

    /** The next version, published as {@link #ADA} and, where it takes two, approved as {@link #GRACE}. */
    public PolicyVersion publishStored() {
        PolicyApi policies = get(PolicyApi.class);
        long before = policies.inForce().map(PolicyVersion::number).orElse(0L);
        var reading = new PolicyReading(Optional.of(publish().policy()), List.of(), List.of());
        if (policies.publish(ADA, reading, before)
                instanceof Publication.Waiting(var hash, var reasons, var aloneFrom)) {
            policies.approve(GRACE, hash, "looked at");
        }
        return policies.inForce().orElseThrow();
    }

    /** As the last publish wrote it. */
    Deployment deployment(String id) {
        return policy.deployment(DeploymentId.of(id));
    }

    public List<Reconciliation> runAll(PolicyVersion version) {
        advance(Duration.ofMinutes(1));
        return api().run(ADA, version, Selector.ALL, done -> {});
    }

    public Reconciliation run(PolicyVersion version, String deployment) {
        advance(Duration.ofMinutes(1));
        return api().run(ADA, version, only(deployment), done -> {}).getFirst();
    }

    public Reconciliation check(PolicyVersion version, String deployment) {
        advance(Duration.ofMinutes(1));
        return api().check(ADA, version, only(deployment), done -> {}).getFirst();
    }

    /** As {@link #run}, with a yes of somebody else to what waits. */
    public Reconciliation runApproved(PolicyVersion version, String deployment) {
        Reconciliation first = run(version, deployment);
        first.approvalHash().ifPresent(hash -> api().approve(GRACE, hash, "looked at"));
        return first.approvalHash().isEmpty() ? first : run(version, deployment);
    }

    public Subject subject(String username) {
        return get(DirectoryApi.class).directory().subjects().values().stream()
                .filter(subject ->
                        subject.attribute(Subject.USERNAME).orElse("").equals(username))
                .findFirst()
                .orElseThrow();
    }

    /** Entries of the ledger with this action, oldest first, as canonical JSON. */
    public List<String> entries(String action) {
        return database.queries().fetch("select canonical from ledger.entry order by id").stream()
                .map(row -> new String(row.get(0, byte[].class), UTF_8))
                .filter(entry -> entry.contains("\"action\":\"" + action + "\""))
                .toList();
    }

    public static Selector only(String deployment) {
        return new Selector(Set.of(), Set.of(DeploymentId.of(deployment)), new TreeMap<>());
    }

    @Override
    public void close() {
        targets.values().forEach(ScriptedDeployment::heal);
        beans.close();
    }
}
