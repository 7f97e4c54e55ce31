package dev.mandate.service.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.api.Recognised;
import dev.mandate.service.directory.Person;
import dev.mandate.service.directory.TestingDirectory;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.platform.Token;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private static final LedgerActor GRACE = new LedgerActor("operator", "grace", "host-operator");

    @TempDir
    private Path folder;

    private final TestingClock clock = new TestingClock(TestingLedger.NOON);
    private final UUID ann = UUID.randomUUID();

    @SuppressWarnings("NullAway.Init")
    private TestingDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Sessions sessions;

    @BeforeEach
    void open() {
        database = TestingDatabase.create();
        sessions = new Sessions(
                new SessionStore(database.queries()),
                TestingDirectory.api(database, folder.resolve("directory")),
                new TestingCallers(),
                SignInSettings.NONE,
                TestingLedger.over(database, folder).api(),
                clock,
                database.transactions());
        database.queries().execute("insert into directory.source (id, attempted) values ('corp', '2026-01-01Z')");
        database.queries().execute("""
                insert into directory.subject (id, source, external_id, kind, state, tenure, missing, attributes)
                values ({0}, 'corp', 'a', 'person', 'active', 1, false, '{"username":"ann"}')""", ann);
    }

    private Token begin(Optional<Token> before) {
        var person = new Person(
                SubjectId.of(ann.toString()),
                SourceId.of("corp"),
                "ann",
                "Ann",
                SubjectState.ACTIVE,
                1,
                SubjectKind.PERSON,
                null);
        return database.transactions()
                .inOne(() -> sessions.begin(person, Proof.password(clock.now()), before))
                .token();
    }

    private Token begin() {
        return begin(Optional.empty());
    }

    private void ann(String assignment) {
        database.queries().execute("update directory.subject set " + assignment);
    }

    private List<String> entries(String action) {
        return database.queries().fetch("select canonical from ledger.entry order by id").stream()
                .map(row -> new String(row.get(0, byte[].class), StandardCharsets.UTF_8))
                .filter(entry -> entry.contains("\"action\":\"" + action + "\""))
                .toList();
    }

    @Test
    void whoIsSignedInIsNobodyInParticularUntilSomethingGivesThemMore() {
        Recognised known = sessions.recognise(begin()).orElseThrow();
        assertThat(known.caller().asSubject()).contains(SubjectId.of(ann.toString()));
        assertThat(known.caller().remits()).isEmpty();
        assertThat(sessions.recognise(Token.random())).isEmpty();
    }

    @Test
    void theDatabaseHoldsNoCookie() {
        Token token = begin();
        String row =
                database.queries().fetch("select s::text from signin.session s").toString();
        assertThat(row).doesNotContain(token.value()).doesNotContain(token.derived("csrf"));
        assertThat(token.toString()).doesNotContain(token.value());
    }

    @Test
    void aNewSessionTakesNothingOfTheOldOneAlong() {
        Token before = begin();
        Token after = begin(Optional.of(before));
        assertThat(after).isNotEqualTo(before);
        assertThat(sessions.recognise(before)).isEmpty();
        assertThat(sessions.recognise(after)).isPresent();
    }

    @Test
    void endsWhenNothingIsAskedForLong() {
        Token token = begin();
        clock.advance(Duration.ofMinutes(29));
        assertThat(sessions.recognise(token)).isPresent();
        clock.advance(Duration.ofMinutes(29));
        assertThat(sessions.recognise(token)).isPresent();
        clock.advance(Duration.ofMinutes(30));
        assertThat(sessions.recognise(token)).isEmpty();
    }

    @Test
    void endsInTheEndHoweverMuchIsAsked() {
        Token token = begin();
        for (int minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
            clock.advance(Duration.ofMinutes(20));
            assertThat(sessions.recognise(token))
                    .as("after %s minutes", minutes)
                    .isPresent();
        }
        clock.advance(Duration.ofMinutes(20));
        assertThat(sessions.recognise(token)).isEmpty();
    }

    @Test
    void whoIsSuspendedMeanwhileIsNotKnownAtTheNextRequest() {
        Token token = begin();
        ann("state = 'suspended'");
        assertThat(sessions.recognise(token)).isEmpty();
        ann("state = 'active'");
        assertThat(sessions.recognise(token)).isEmpty();
        assertThat(entries("session.ended")).singleElement().asString().contains("not-active");
    }

    @Test
    void whoLeftAndCameBackSignsInAgain() {
        Token token = begin();
        ann("tenure = 2");
        assertThat(sessions.recognise(token)).isEmpty();
    }

    @Test
    void leavingEndsSessionsThoughNobodyAsksInThem() {
        begin();
        begin();
        ann("state = 'left'");
        sessions.tidy();
        assertThat(database.queries().fetchCount(org.jooq.impl.DSL.table("signin.session")))
                .isZero();
        assertThat(entries("session.ended")).singleElement().asString().contains("\"sessions\":2");
    }

    @Test
    void everySessionOfSomebodyEndsAtOnce() {
        Token one = begin();
        Token other = begin();
        int ended = database.transactions().inOne(() -> sessions.end(sessions.of(ann), GRACE, "by-administrator"));
        assertThat(ended).isEqualTo(2);
        assertThat(sessions.recognise(one)).isEmpty();
        assertThat(sessions.recognise(other)).isEmpty();
        assertThat(entries("session.ended")).singleElement().asString().contains("by-administrator", "grace");
    }

    @Test
    void signingOutEndsThatSessionAlone() {
        Token one = begin();
        Token other = begin();
        sessions.signOut(one);
        assertThat(sessions.recognise(one)).isEmpty();
        assertThat(sessions.recognise(other)).isPresent();
    }
}
