package dev.mandate.service.policy;

import static dev.mandate.service.policy.TestingPolicy.ADA;
import static dev.mandate.service.policy.TestingPolicy.GRACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Selector;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.service.platform.PageRequest;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.Publication.Published;
import dev.mandate.service.policy.Publication.Refused;
import dev.mandate.service.policy.Publication.Unchanged;
import dev.mandate.service.policy.Publication.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyApiTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final GroupRef ANALYSTS = GroupRef.parse("corp/analysts");

    private static final String FIRST = """
            deployments:
              - {id: prod, application: postgresql, labels: {env: prod}, connect: {host: db, database: w, user: m, password: "${secret:w}"}, manage: {memberships: authoritative}}
            roles: [{id: analyst, gives: [{entitlements: ["role:analyst"]}]}]
            mappings: [{group: corp/analysts, role: analyst}]
            """;
    private static final String SECOND = FIRST + "assignments: [{subject: corp/ann, role: analyst, reason: on-call}]\n";
    private static final String LOOSER = FIRST + "guards: {max-removals: 50}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final InMemoryNames names =
            new InMemoryNames().group("analysts", "g1").subject("ann", "s1", 1);

    @BeforeEach
    void forgetTheOtherTests() {
        TestingPolicy.clear(DATABASE);
    }

    private TestingPolicy policy() {
        return TestingPolicy.over(DATABASE, data, names);
    }

    @Test
    void publishesNumberedVersionsThatReadBackEqual() {
        var policy = policy();
        assertThat(policy.api.inForce()).isEmpty();
        var first = (Published) policy.publish(ADA, FIRST);
        assertThat(first.version().number()).isEqualTo(1);
        assertThat(first.version().pins().groups()).containsEntry(ANALYSTS, GroupId.of("corp:g1"));
        var second = (Published) policy.publish(GRACE, SECOND);
        assertThat(second.version().number()).isEqualTo(2);

        var another = policy();
        assertThat(another.api.inForce()).contains(second.version());
        assertThat(another.api.version(1)).isEqualTo(first.version());
        assertThat(another.api.version(1).policy())
                .isEqualTo(TestingPolicy.reading(FIRST).policy().orElseThrow());
        assertThat(PolicyHash.of(another.api.version(2).policy()).hex())
                .isEqualTo(second.version().hash());
        assertThat(policy.entries()).hasSize(2).allMatch(entry -> entry.contains("policy.published"));
        assertThat(policy.entries().getLast())
                .contains("\"before\":\"" + first.version().hash())
                .contains("\"after\":\"" + second.version().hash())
                .contains("\"policy_version\":2");
    }

    @Test
    void theSameContentIsUnchangedHoweverItIsWritten() {
        var policy = policy();
        var first = (Published) policy.publish(ADA, FIRST);
        var again =
                policy.publish(GRACE, "# another comment\n" + FIRST.replace("prod, application", "prod,  application"));
        assertThat(again).isEqualTo(new Unchanged(first.version(), List.of()));
        assertThat(policy.entries()).hasSize(1);
    }

    @Test
    void anOldContentPublishedAgainIsANewVersion() {
        var policy = policy();
        policy.publish(ADA, FIRST);
        policy.publish(ADA, SECOND);
        assertThat(((Published) policy.publish(ADA, FIRST)).version().number()).isEqualTo(3);
    }

    @Test
    void aLoosenedVersionWaitsForSomebodyElse() {
        var policy = policy();
        var first = (Published) policy.publish(ADA, FIRST);
        var waiting = (Waiting) policy.publish(ADA, LOOSER);
        assertThat(waiting.reasons()).containsExactly("guards: max-removals is raised");
        assertThat(policy.api.inForce()).contains(first.version());
        assertThat(policy.api.waiting(GRACE).orElseThrow().author().name()).isEqualTo("ada");
        assertThat(policy.publish(GRACE, LOOSER)).as("told again, not twice").isEqualTo(waiting);

        var published = (Published) policy.api.approve(GRACE, waiting.hash(), "after the merger");
        assertThat(published.version().number()).isEqualTo(2);
        assertThat(policy.api.inForce()).contains(published.version());
        assertThat(policy.api.waiting(GRACE)).isEmpty();
        var view = policy.api.versions(ADA, PageRequest.first(10)).items().getFirst();
        assertThat(view.author().name()).isEqualTo("ada");
        assertThat(view.approver().orElseThrow().name()).isEqualTo("grace");
        assertThat(view.loosens()).isEqualTo(waiting.reasons());
        assertThat(policy.entries())
                .extracting(entry -> entry.replaceFirst(".*\"action\":\"([a-z.-]+)\".*", "$1"))
                .containsExactly("policy.published", "policy.proposed", "policy.approved", "policy.published");
    }

    @Test
    void nobodyApprovesWhatTheyPublishedUnderWhateverName() {
        var policy = policy();
        var first = (Published) policy.publish(ADA, FIRST);
        var waiting = (Waiting) policy.publish(ADA, LOOSER);
        var otherName = Caller.operator("root", "ada");
        for (Caller same : List.of(ADA, otherName)) {
            assertThat(policy.api.approve(same, waiting.hash(), "mine")).isInstanceOf(Refused.class);
        }
        var reader = Caller.reader("eve");
        assertThat(policy.api.approve(reader, waiting.hash(), "me too")).isInstanceOf(Refused.class);
        assertThat(policy.api.approve(GRACE, waiting.hash(), " ")).isInstanceOf(Refused.class);
        assertThat(policy.api.approve(GRACE, Sha256.digest(), "which?")).isInstanceOf(Refused.class);
        assertThat(policy.api.inForce()).contains(first.version());
        assertThat(policy.api.waiting(GRACE)).isPresent();
        assertThat(policy.entries())
                .filteredOn(entry -> entry.contains("policy.approval-refused"))
                .hasSize(5)
                .filteredOn(entry -> entry.contains("\"outcome\":\"denied\""))
                .hasSize(3);
    }

    @Test
    void theDatabaseKnowsThatTwoPeopleAreNeeded() {
        var policy = policy();
        policy.publish(ADA, FIRST);
        policy.publish(ADA, SECOND);
        assertThatThrownBy(() -> DATABASE.asSuperuser()
                        .execute("update policy.version set loosens = '{\"guards: all gone\"}' where number = 2"))
                .hasMessageContaining("check constraint");
        assertThatThrownBy(() -> DATABASE.asSuperuser()
                        .execute("update policy.version set loosens = '{\"guards: all gone\"}', reason = 'x',"
                                + " approver_kind = 'operator', approver_name = 'other', approver_os_user = 'ada'"
                                + " where number = 2"))
                .hasMessageContaining("check constraint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update policy.version set hash = hash",
                "delete from policy.version",
                "truncate policy.version",
                "update policy.proposal set loosens = loosens",
                "delete from policy.proposal",
                "delete from policy.state",
                "insert into policy.state values (true, null, null)"
            })
    void theServiceMayNot(String statement) {
        assertThatThrownBy(() -> DATABASE.queries().execute(statement))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void anotherPublishReplacesWhatWaits() {
        var policy = policy();
        policy.publish(ADA, FIRST);
        var waiting = (Waiting) policy.publish(ADA, LOOSER);
        assertThat(policy.publish(GRACE, FIRST)).isInstanceOf(Unchanged.class);
        assertThat(policy.api.waiting(ADA)).isEmpty();
        assertThat(policy.api.approve(GRACE, waiting.hash(), "too late")).isInstanceOf(Refused.class);

        var next = (Waiting) policy.publish(ADA, LOOSER);
        policy.publish(ADA, SECOND);
        assertThat(policy.api.approve(GRACE, next.hash(), "too late")).isInstanceOf(Refused.class);
        assertThat(policy.api.inForce().orElseThrow().number()).isEqualTo(2);
        assertThat(policy.entries())
                .filteredOn(entry -> entry.contains("policy.superseded"))
                .hasSize(2);
    }

    @Test
    void faultsAndUnknownNamesChangeNothingAndAreToldAllAtOnce() {
        var policy = policy();
        var first = (Published) policy.publish(ADA, FIRST);
        var faulty = (Refused) policy.publish(ADA, "roles: [{id: UPPER}]\nmapings: []\n");
        assertThat(faulty.faults()).hasSizeGreaterThan(1);
        var unknown = (Refused) policy.publish(ADA, FIRST + """
                assignments:
                  - {subject: corp/bob, role: analyst, reason: x}
                  - {subject: corp/anne, role: analyst, reason: y}
                """);
        assertThat(unknown.faults())
                .containsExactly(
                        "unknown subject 'corp/anne'; did you mean 'corp/ann'?",
                        "unknown subject 'corp/bob'; check the name and the source");
        assertThat(policy.api.inForce()).contains(first.version());
        assertThat(policy.entries())
                .filteredOn(entry -> entry.contains("policy.refused") && entry.contains("\"outcome\":\"failed\""))
                .hasSize(2)
                .noneMatch(entry -> entry.contains("bob"));
    }

    @Test
    void publishingNeedsThePermissionForEveryDeploymentBeforeAndAfter() {
        var policy = policy();
        policy.publish(ADA, FIRST);
        var devOnly = new Selector(Set.of(), Set.of(), new TreeMap<>(java.util.Map.of("env", Set.of("dev"))));
        var limited = new Caller(
                Caller.Kind.OPERATOR,
                "dev",
                null,
                Set.of(),
                "dev",
                Set.of(new Remit(Set.of(Permission.POLICY_PUBLISH, Permission.POLICY_APPROVE), devOnly)),
                null);
        var relabelled = FIRST.replace("env: prod", "env: dev");
        var refused = (Refused) policy.publish(limited, relabelled);
        assertThat(refused.faults()).hasSize(1).first().asString().contains("prod");
        var waiting = (Waiting) policy.publish(ADA, relabelled);
        assertThat(policy.api.approve(limited, waiting.hash(), "mine now")).isInstanceOf(Refused.class);
        assertThat(policy.publish(Caller.reader("eve"), SECOND)).isInstanceOf(Refused.class);
        assertThat(policy.entries())
                .filteredOn(entry -> entry.contains("\"outcome\":\"denied\""))
                .hasSize(3);
    }

    @Test
    void oneOfTwoPublishersWinsAndTheOtherIsTold() throws Exception {
        for (var round = 0; round < 10; round++) {
            var policy = policy();
            long base = policy.basedOn();
            var start = new CyclicBarrier(2);
            List<Callable<Publication>> both = new ArrayList<>();
            for (Caller caller : List.of(ADA, GRACE)) {
                var reading = TestingPolicy.reading(FIRST.replace("id: prod", "id: prod-" + caller.name() + round)
                        .replace("manage: {memberships: authoritative}", "manage: {}"));
                both.add(() -> {
                    start.await();
                    return policy.api.publish(caller, reading, base);
                });
            }
            try (var pool = Executors.newFixedThreadPool(2)) {
                var results = new ArrayList<Publication>();
                for (var result : pool.invokeAll(both)) {
                    results.add(result.get());
                }
                assertThat(results).hasAtLeastOneElementOfType(Published.class);
                assertThat(results).hasAtLeastOneElementOfType(Refused.class);
                var told = results.stream()
                        .filter(Refused.class::isInstance)
                        .map(Refused.class::cast)
                        .findFirst();
                assertThat(told.orElseThrow().faults().getFirst())
                        .contains("version " + (base + 1) + " is in force, published by ")
                        .contains("based on version " + base);
            }
            assertThat(policy.basedOn()).isEqualTo(base + 1);
        }
    }

    @Test
    void endedBeforeTheCommitTheOldVersionStaysInForce() {
        var policy = policy();
        var first = (Published) policy.publish(ADA, FIRST);
        assertThatExceptionOfType(Transactions.OutcomeUnknown.class)
                .isThrownBy(() -> DATABASE.transactions().inOne(() -> {
                    var second = policy.publish(ADA, SECOND);
                    assertThat(second).isInstanceOf(Published.class);
                    Integer backend = DATABASE.queries()
                            .fetchSingle("select pg_backend_pid()")
                            .get(0, Integer.class);
                    DATABASE.asSuperuser().execute("select pg_terminate_backend(" + backend + ", 5000)");
                    return second;
                }));
        assertThat(policy.api.inForce()).contains(first.version());
        assertThat(policy.entries()).hasSize(1);
        assertThat(((Published) policy.publish(ADA, SECOND)).version().number()).isEqualTo(2);
    }

    @Test
    void aNameThatIsTakenOverFreezesAtOnceAndAcrossVersions() {
        var policy = policy();
        policy.publish(ADA, FIRST);
        names.group("analysts", "g2");
        PolicyVersion now = policy.api.inForce().orElseThrow();
        assertThat(now.pins().groups()).containsEntry(ANALYSTS, GroupId.of("corp:g1"));
        assertThat(now.pins().frozen()).containsExactly(ANALYSTS);
        var second = (Published) policy.publish(ADA, SECOND);
        assertThat(second.version().pins().groups()).containsEntry(ANALYSTS, GroupId.of("corp:g1"));
        assertThat(second.findings()).extracting(Finding::code).containsExactly(FindingCode.GROUP_REPLACED);
        names.group("analysts", "g1");
        assertThat(policy.api.inForce().orElseThrow().pins().frozen()).isEmpty();
    }

    @Test
    void whatIsApprovedMeansWhatItsAuthorMeant() {
        var policy = policy();
        policy.publish(ADA, FIRST);
        names.group("admins", "a1");
        var waiting = (Waiting) policy.publish(
                ADA, LOOSER.replace("role: analyst}]", "role: analyst}, {group: corp/admins, role: analyst}]"));
        names.group("admins", "a2");
        var published = (Published) policy.api.approve(GRACE, waiting.hash(), "fine");
        var admins = GroupRef.parse("corp/admins");
        assertThat(published.version().pins().groups()).containsEntry(admins, GroupId.of("corp:a1"));
        assertThat(published.version().pins().frozen()).containsExactly(admins);
        assertThat(published.findings()).extracting(Finding::code).containsExactly(FindingCode.GROUP_REPLACED);
    }

    @Test
    void aPreviewShowsTheVersionAndStoresNothing() {
        var policy = policy();
        var first = policy.api.preview(Caller.reader("eve"), TestingPolicy.reading(FIRST));
        assertThat(first.version().orElseThrow().number()).isEqualTo(1);
        assertThat(first.basedOn()).isZero();
        var published = (Published) policy.publish(ADA, FIRST);
        assertThat(first.version()).contains(published.version());

        var same = policy.api.preview(ADA, TestingPolicy.reading(FIRST));
        assertThat(same.unchanged()).isTrue();
        assertThat(same.version()).contains(published.version());
        var looser = policy.api.preview(ADA, TestingPolicy.reading(LOOSER));
        assertThat(looser.loosens()).hasSize(1);
        assertThat(looser.version().orElseThrow().number()).isEqualTo(2);
        assertThat(policy.api.preview(ADA, TestingPolicy.reading("x: 1")).faults())
                .hasSize(1);
        assertThat(policy.api.waiting(ADA)).isEmpty();
        assertThat(policy.entries()).hasSize(1);
    }

    @Test
    void everythingThatCanBeWrittenComesBackFromTheDatabase() {
        names.everyName();
        for (long seed = 0; seed < 60; seed++) {
            TestingPolicy.clear(DATABASE);
            var policy = policy();
            Policy made = PolicyOrder.sorted(new RandomPolicy(seed).policy());
            var published = policy.publish(ADA, made);
            assertThat(published).as("seed %d", seed).isInstanceOf(Published.class);
            PolicyVersion back = policy.api.inForce().orElseThrow();
            assertThat(back.policy()).as("seed %d", seed).isEqualTo(made);
            assertThat(back).as("seed %d", seed).isEqualTo(((Published) published).version());
            assertThat(back.hash()).isEqualTo(PolicyHash.of(made).hex());
            var exported = PolicyFolder.read(PolicyExport.files(back.policy()), Optional.empty());
            assertThat(policy.api.publish(GRACE, exported, 1))
                    .as("seed %d", seed)
                    .isInstanceOf(Unchanged.class);
        }
    }

    @Test
    void versionsAreListedNewestFirst() {
        var policy = policy();
        for (var i = 0; i < 5; i++) {
            policy.publish(i % 2 == 0 ? ADA : GRACE, i % 2 == 0 ? FIRST : SECOND);
        }
        var first = policy.api.versions(ADA, PageRequest.first(3));
        assertThat(first.items()).extracting(VersionView::number).containsExactly(5L, 4L, 3L);
        var rest = policy.api.versions(ADA, PageRequest.of(3, first.nextPageToken(), 1));
        assertThat(rest.items()).extracting(VersionView::number).containsExactly(2L, 1L);
    }

    @Test
    void aDeploymentIsJudgedByTheGuardsOfEveryVersionItHasNotSeenVerified() {
        var policy = policy();
        policy.publish(ADA, FIRST);
        var waiting = (Waiting) policy.publish(ADA, LOOSER);
        policy.api.approve(GRACE, waiting.hash(), "ok");
        policy.publish(GRACE, LOOSER + "constraints: []\ntime-zone: Europe/Zurich\n");
        var now = policy.clock.now();
        PolicyVersion third = policy.api.version(3);

        var settled = policy.api.transition(3, 3, now);
        assertThat(settled.limits()).containsExactly(third.policy().guards());
        assertThat(settled.before()).isEmpty();
        assertThat(settled.authors()).extracting(Caller::name).containsExactly("grace");

        var behind = policy.api.transition(1, 3, now);
        assertThat(behind.target()).isEqualTo(third);
        assertThat(behind.before()).contains(policy.api.version(1));
        assertThat(behind.limits())
                .containsExactlyInAnyOrder(
                        third.policy().guards(), policy.api.version(1).policy().guards());
        assertThat(behind.authors()).extracting(Caller::name).containsExactly("ada", "grace");

        assertThat(policy.api.transition(2, 3, now).before()).isEmpty();
        assertThat(policy.api.transition(0, 1, now).limits()).hasSize(1);
        assertThat(policy.api.transition(0, 2, now).limits()).hasSize(2);
        assertThat(policy.api.transition(0, 2, now).before()).isPresent();
    }

    @Test
    void anOldWindowKeepsItsHoursInTheNewZone() {
        var policy = policy();
        policy.publish(ADA, FIRST + "guards: {window: \"22:00-06:00\"}\n");
        var waiting =
                (Waiting) policy.publish(ADA, FIRST + "guards: {window: \"22:00-06:00\"}\ntime-zone: Asia/Tokyo\n");
        policy.api.approve(GRACE, waiting.hash(), "we moved");
        var limits = policy.api.transition(1, 2, policy.clock.now()).limits();
        assertThat(limits)
                .extracting(limit -> String.valueOf(limit.window()))
                .containsExactly("Window[from=22:00, until=06:00]", "Window[from=07:00, until=15:00]");
    }
}
