package dev.mandate.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.InstalledAgents;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.agent.link.AnswerText;
import dev.mandate.agent.link.Call;
import dev.mandate.agent.link.Fields;
import dev.mandate.agent.link.Work;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ReadScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a signed order still may not do: come twice, late, for somebody else, or beyond what the agent's own file allows. */
class WorkerTest {
    private static final Vocabulary VOCABULARY =
            VocabularyFile.parse("scripted.yaml", """
            application: scripted
            releases: [1]
            kinds:
              role: {facet: memberships, risk: standard, sentence: "is in {resource}"}
            """).vocabulary(Release.of("1"));

    private final ScriptedDeployment shop = new ScriptedDeployment(DeploymentId.of("shop"), VOCABULARY)
            .account("ann")
            .appRole("till")
            .appRole("safe");
    private final List<byte[]> pages = new ArrayList<>();
    private int sequence;

    @TempDir
    private Path folder;

    private AgentFolder home;
    private Targets targets;
    private Journal journal;
    private Worker worker;

    @BeforeEach
    void begin() {
        home = new AgentFolder(folder.resolve("agent"));
        home.lock();
        targets = new Targets(new InstalledAgents(
                List.of(new Scripted()), (name, deployment, endpoint) -> new Secret("none"), Instant::now));
        journal = Journal.open(home.journal());
        worker = worker();
    }

    private Worker worker() {
        return new Worker(
                "near",
                targets,
                journal,
                List.of(EntitlementText.parse("role:safe*")),
                new ServiceClock(),
                new Readings(home));
    }

    @AfterEach
    void end() {
        shop.release();
        targets.close();
        journal.close();
        home.close();
    }

    private final class Scripted implements AgentType {
        @Override
        public Vocabularies vocabularies() {
            return Vocabularies.of(VOCABULARY);
        }

        @Override
        public ConnectSchema connect() {
            return new ConnectSchema(List.of());
        }

        @Override
        public Agent open(Connection connection) {
            return shop.open();
        }
    }

    private Work work(Call call) {
        return work(
                "near",
                call,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Instant.now().plusSeconds(60));
    }

    private Work work(String agent, Call call, Duration start, Duration limit, Instant expires) {
        return new Work(
                UUID.randomUUID(),
                agent,
                shop.id(),
                VOCABULARY.application(),
                "scripted-1",
                Map.of(),
                new Work.Turn(1, ++sequence),
                expires,
                start,
                limit,
                call);
    }

    private static Call adding(String role) {
        return new Call.Apply(ContractChanges.batch(ContractChanges.add(
                ContractChanges.account("ann"), ContractChanges.memberOf(ContractChanges.appRole(role)))));
    }

    private Fields done(Work work) {
        return done(work, System.nanoTime());
    }

    private Fields done(Work work, long asked) {
        assertThat(worker.take(work)).isEmpty();
        return Fields.parse(worker.perform(work, asked, pages::add));
    }

    private static Outcome outcome(Fields answer) {
        return AnswerText.outcomes(answer, Instant.now()).getFirst();
    }

    private static String failure(Fields answer) {
        return String.valueOf(
                AnswerText.failure(answer, Instant.now()).orElseThrow().getMessage());
    }

    private String lines() throws IOException {
        return Files.readString(home.journal());
    }

    @Test
    void aChangeIsOnTheDiskBeforeItIsMadeAndItsOutcomeAfter() throws IOException {
        assertThat(outcome(done(work(adding("till"))))).isInstanceOf(Outcome.Applied.class);
        assertThat(shop.dump().toString()).contains("ann role:till");
        assertThat(lines().lines()).hasSize(2);
        assertThat(lines()).contains("\"what\":\"intent\"", "\"what\":\"outcome\"", "role:till");
    }

    @Test
    void whatCannotBeWrittenDownIsNotDone() {
        journal.close();
        assertThat(failure(done(work(adding("till"))))).contains("its log has more");
        assertThat(shop.dump().toString()).doesNotContain("ann role:till");
        journal = Journal.open(home.journal());
    }

    @Test
    void aReadingIsBroughtInPagesAndTheLastWholeOneIsKept() {
        assertThat(done(work(new Call.Read(new ReadScope.Full(Set.of())))).flag("read"))
                .isTrue();
        assertThat(pages).hasSize(1);
        assertThat(home.reading("shop")).hasBinaryContent(pages.getFirst());
        assertThat(journal.head().number()).isZero();
    }

    @Test
    void workComesOnceAndInTurnAlsoAfterARestart() {
        Work first = work(adding("till"));
        Work second = work(adding("till"));
        done(second);
        for (Work again : List.of(second, first)) {
            assertThat(worker.take(again))
                    .hasValueSatisfying(why -> assertThat(why.getMessage()).contains("was sent before"));
        }
        worker = worker();
        assertThat(worker.take(second)).isPresent();
        assertThat(worker.take(work(new Call.Profile()))).isEmpty();
    }

    /** A store that lost its last turns counts again from one, on a higher timeline. */
    @Test
    void aHigherTimelineGoesOn() {
        done(work(adding("till")));
        Work later = new Work(
                UUID.randomUUID(),
                "near",
                shop.id(),
                VOCABULARY.application(),
                "scripted-1",
                Map.of(),
                new Work.Turn(2, 1),
                Instant.now().plusSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                new Call.Profile());
        assertThat(worker.take(later)).isEmpty();
    }

    @Test
    void workForAnotherAgentOrExpiredIsRefused() {
        Duration long_ = Duration.ofSeconds(30);
        Work foreign = work("far", adding("till"), long_, long_, Instant.now().plusSeconds(60));
        assertThat(worker.take(foreign))
                .hasValueSatisfying(why -> assertThat(why.getMessage()).contains("for the agent 'far'"));
        Work old = work("near", adding("till"), long_, long_, Instant.now().minusSeconds(5));
        assertThat(worker.take(old))
                .hasValueSatisfying(why -> assertThat(why.getMessage()).contains("expired"));
    }

    /** As after a SIGSTOP: by the monotonic clock the lease is over, so another agent may be at work. */
    @Test
    void workThatWasAskedForTooLongAgoIsNotBegun() {
        long longAgo = System.nanoTime() - Duration.ofSeconds(31).toNanos();
        assertThat(failure(done(work(adding("till")), longAgo))).contains("did not begin");
        assertThat(shop.calls(ScriptedDeployment.Call.APPLY)).isZero();
        assertThat(journal.head().number()).isZero();
    }

    @Test
    void whatTheAgentsOwnFileForbidsIsDoneForNobody() throws IOException {
        Call both = new Call.Apply(ContractChanges.batch(
                ContractChanges.add(
                        ContractChanges.account("ann"), ContractChanges.memberOf(ContractChanges.appRole("till"))),
                ContractChanges.add(
                        ContractChanges.account("ann"), ContractChanges.memberOf(ContractChanges.appRole("safe")))));
        List<Outcome> outcomes = AnswerText.outcomes(done(work(both)), Instant.now());
        assertThat(outcomes.getFirst())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(Outcome.Rejected.ROLLED_BACK));
        assertThat(outcomes.getLast())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo("never"));
        assertThat(shop.calls(ScriptedDeployment.Call.APPLY)).isZero();
        assertThat(lines()).contains("\"what\":\"refused\"");
    }

    @Test
    void anAppRoleThatTheAgentsOwnFileNamesIsNotChangedItself() {
        Change give = ContractChanges.add(
                ContractChanges.appRole("safe"), ContractChanges.memberOf(ContractChanges.appRole("till")));
        for (Change change : List.of(give, new Change.DeleteAppRole(AppRoleName.of("safe")))) {
            assertThat(outcome(done(work(new Call.Apply(ContractChanges.batch(change))))))
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            rejected -> assertThat(rejected.code()).isEqualTo("never"));
        }
        assertThat(shop.calls(ScriptedDeployment.Call.APPLY)).isZero();
    }

    @Test
    void anotherInstanceThanTheServiceAskedIsNotTouched() {
        shop.pin("scripted-2");
        assertThat(failure(done(work(adding("till"))))).contains("another instance");
        assertThat(shop.calls(ScriptedDeployment.Call.APPLY)).isZero();
    }

    /** An answer is given when the change is over, and how it ended is journaled, so that a restart has nothing to ask. */
    @Test
    void aCallThatHangsIsGivenUp() throws IOException {
        shop.next(ScriptedDeployment.Call.APPLY, Fault.SLOW);
        Work work = work(
                "near",
                adding("till"),
                Duration.ofSeconds(30),
                Duration.ofMillis(200),
                Instant.now().plusSeconds(60));
        assertThat(failure(done(work))).contains("took longer");
        assertThat(lines()).contains("\"what\":\"outcome\"");
        assertThat(journal.unfinished()).isEmpty();
    }

    /** By the service's clock: while a host sleeps, its own monotonic clock stands still. */
    @Test
    void workThatExpiredSinceItWasTakenIsNotBegun() {
        Work work = work(
                "near",
                adding("till"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Instant.now().plusMillis(300));
        assertThat(worker.take(work)).isEmpty();
        while (Instant.now().isBefore(work.expires())) {
            Thread.onSpinWait();
        }
        assertThat(failure(Fields.parse(worker.perform(work, System.nanoTime(), pages::add))))
                .contains("did not begin");
        assertThat(shop.calls(ScriptedDeployment.Call.APPLY)).isZero();
    }
}
