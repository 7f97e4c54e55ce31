package dev.mandate.service.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Debian's slapd tells by syncrepl is taken over as it happens, under the same limits as a whole reading. */
class SlapdChangesTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    private Path data;

    private TestingSlapd slapd;
    private LdapSource source;
    private TestingDirectory directory;
    private List<String> everybody;
    private String analysts;

    @BeforeEach
    void start() {
        slapd = TestingSlapd.start();
        everybody = new ArrayList<>();
        for (int number = 0; number < 30; number++) {
            everybody.add(slapd.person("p" + number));
        }
        analysts = slapd.group("analysts", everybody.get(0), everybody.get(1));
        begin();
    }

    private void begin() {
        source = slapd.source();
        directory = TestingDirectory.over(DATABASE, data, source);
    }

    @AfterEach
    void stop() {
        if (source != null) {
            source.close();
        }
        if (slapd != null) {
            slapd.close();
        }
    }

    private Watched watched() {
        var watched = new Watched(directory.api);
        watched.next("the first complete read");
        return watched;
    }

    @Test
    void joinersMoversAndLeaversAreTakenOverAsTheyHappen() {
        try (Watched watched = watched()) {
            String ann = slapd.person("ann");
            slapd.join(analysts, ann);
            watched.until(
                    "ann is an analyst", () -> directory.members("analysts").contains("ann"));
            slapd.leave(analysts, everybody.get(1));
            watched.until("p1 is none", () -> directory.members("analysts").equals(Set.of("p0", "ann")));
            slapd.disable(ann);
            watched.until("ann is suspended", () -> directory.is("ann", SubjectState.SUSPENDED));
            slapd.set(everybody.get(2), "mail", "new@example.org");
            watched.until(
                    "p2's address is new",
                    () -> "new@example.org"
                            .equals(directory.subject("p2").attributes().get(Subject.EMAIL)));
            slapd.group("more", everybody.get(3), analysts);
            watched.until(
                    "a new group in which another is",
                    () -> directory.api.directory().groups().values().stream()
                            .anyMatch(group -> group.name().equals("more")
                                    && group.groups().size() == 1
                                    && group.subjects().size() == 1));
            slapd.delete(ann);
            watched.until("ann has left", () -> directory.is("ann", SubjectState.LEFT));
        }
        assertThat(directory.entries("source.changed")).hasSizeGreaterThanOrEqualTo(5);
        assertThat(directory.entries("source.accepted")).as("one complete read").hasSize(1);
        assertThat(directory.api.missing())
                .as("nobody is taken for left by absence")
                .isEmpty();
    }

    @Test
    void whoIsRenamedStaysTheSame() {
        try (Watched watched = watched()) {
            Subject before = directory.subject("p0");
            slapd.rename(everybody.get(0), "uid=zero", null);
            slapd.set(analysts, "member", "uid=zero," + TestingSlapd.PEOPLE, everybody.get(1));
            watched.until(
                    "zero is an analyst", () -> directory.members("analysts").equals(Set.of("zero", "p1")));
            assertThat(directory.subject("zero").id()).isEqualTo(before.id());
        }
    }

    @Test
    void manyWhoAreDeletedByNameAreNoReasonToWait() {
        try (Watched watched = watched()) {
            everybody.subList(5, 25).forEach(slapd::delete);
            watched.until(
                    "20 have left",
                    () -> everybody.stream().filter(dn -> leftByName(dn)).count() == 20);
            assertThat(directory.entries("source.quarantined")).isEmpty();
        }
    }

    private boolean leftByName(String dn) {
        return directory.is(dn.substring("uid=".length(), dn.indexOf(',')), SubjectState.LEFT);
    }

    @Test
    void whoIsDeletedWhileNobodyWatchesIsDeletedByNameTooAndNotOnlyMissing() {
        watched().close();
        everybody.subList(5, 25).forEach(slapd::delete);
        try (Watched watched = watched()) {
            watched.until(
                    "20 have left",
                    () -> everybody.stream().filter(dn -> leftByName(dn)).count() == 20);
        }
        assertThat(directory.entries("source.quarantined")).isEmpty();
        assertThat(directory.api.missing()).isEmpty();
    }

    @Test
    void aServerThatForgotWhoWasDeletedMakesThemOnlyMissingWhichTheLimitsStop() {
        watched().close();
        everybody.subList(5, 25).forEach(slapd::delete);
        slapd.stop();
        slapd.restart();
        try (Watched watched = new Watched(directory.api)) {
            assertThat(watched.next("a complete read")).isInstanceOf(SourceOutcome.Quarantined.class);
        }
        assertThat(directory.is("p10", SubjectState.ACTIVE)).isTrue();
    }

    @Test
    void membersThatGoOneByOneCountTogether() {
        slapd.group("big", everybody.toArray(String[]::new));
        String big = "cn=big," + TestingSlapd.GROUPS;
        try (Watched watched = watched()) {
            for (int number = 0; number < 6; number++) {
                slapd.leave(big, everybody.get(number));
                int gone = number + 1;
                watched.until(
                        gone + " are no members, or it waits",
                        () -> directory.members("big").size() == 30 - gone
                                || !directory.entries("source.quarantined").isEmpty());
            }
        }
        assertThat(directory.members("big")).as("five may go in 24 h").hasSize(25);
        assertThat(directory.api.standings().getFirst().findings())
                .anySatisfy(finding -> assertThat(finding.message()).contains("after 5 in the last 24 h"));
    }

    @Test
    void aPrivilegedGroupThatGrowsWaits() {
        directory.refresh();
        String id = directory.api.directory().groups().values().stream()
                .filter(group -> group.name().equals("analysts"))
                .findAny()
                .orElseThrow()
                .id()
                .value();
        directory.privileged(id, 1);
        try (Watched watched = watched()) {
            slapd.join(analysts, everybody.get(7));
            watched.until("one more", () -> directory.members("analysts").size() == 3);
            slapd.join(analysts, everybody.get(8));
            watched.until(
                    "it waits", () -> !directory.entries("source.quarantined").isEmpty());
            slapd.disable(everybody.get(0));
            directory.clock.advance(Source.EVERY);
            watched.until("who is suspended does not wait with it", () -> directory.is("p0", SubjectState.SUSPENDED));
            assertThat(directory.members("analysts")).hasSize(3);
        }
    }

    @Test
    void goesOnAfterTheServerWasAway() {
        try (Watched watched = watched()) {
            slapd.stop();
            slapd.restart();
            slapd.person("bob");
            watched.until("bob is there", () -> directory.is("bob", SubjectState.ACTIVE));
        }
        assertThat(directory.api.standings().getFirst().untold()).isNull();
    }

    @Test
    void aCookieThatTheServerDoesNotKnowIsDroppedAndEverythingIsRead() {
        watched().close();
        String later = "rid=000,csn=20990101000000.000000Z#000000#000#000000";
        new QuarantineStore(DATABASE.queries())
                .cookie(TestingDirectory.CORP, Base64.getEncoder().encodeToString(later.getBytes(UTF_8)));
        slapd.person("cleo");
        try (Watched watched = watched()) {
            watched.until("cleo is there", () -> directory.is("cleo", SubjectState.ACTIVE));
            slapd.person("dan");
            watched.until("dan is there", () -> directory.is("dan", SubjectState.ACTIVE));
        }
    }

    @Test
    void theCookieIsThatOfWhatWasTakenOver() {
        try (Watched watched = watched()) {
            String first = cookie();
            slapd.person("eva");
            watched.until("eva is there", () -> directory.is("eva", SubjectState.ACTIVE));
            assertThat(cookie()).isNotEqualTo(first);
        }
    }

    private String cookie() {
        return new QuarantineStore(DATABASE.queries())
                .cookie(TestingDirectory.CORP)
                .orElseThrow();
    }

    @Test
    void everythingIsReadNowAndThenWhateverWasTold() {
        try (Watched watched = watched()) {
            directory.clock.advance(Source.EVERY);
            assertThat(watched.next("a complete read that is due"))
                    .isEqualTo(new SourceOutcome.Accepted(TestingDirectory.CORP, 30, 1, 0, 0, 0, 0));
        }
    }

    @Test
    void aServerThatDoesNotTellIsReadAsOftenAsAnyOther() {
        slapd.close();
        slapd = TestingSlapd.withoutSyncprov();
        slapd.person("fay");
        source.close();
        begin();
        try (Watched watched = watched()) {
            assertThat(directory.api.standings().getFirst().untold())
                    .contains("is not offered by the server", "load its overlay syncprov");
            assertThat(directory.api.check(TestingDirectory.CORP).blindSpots())
                    .anySatisfy(spot -> assertThat(spot)
                            .startsWith("changes, until it is read every 60 s: ")
                            .contains("is not offered by the server"));
            slapd.person("gil");
            directory.clock.advance(Source.EVERY);
            watched.until("gil is there", () -> directory.is("gil", SubjectState.ACTIVE));
        }
    }

    @Test
    void aDeletedGroupIsGoneAndSoAreItsMemberships() {
        slapd.group("outer", analysts);
        try (Watched watched = watched()) {
            slapd.delete(analysts);
            watched.until(
                    "analysts is gone",
                    () -> directory.api.directory().groups().values().stream()
                            .noneMatch(group -> group.name().equals("analysts")));
        }
        assertThat(directory.entries("source.quarantined")).isEmpty();
    }
}
