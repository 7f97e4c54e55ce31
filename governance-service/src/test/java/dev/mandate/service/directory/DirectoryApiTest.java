package dev.mandate.service.directory;

import static dev.mandate.service.directory.TestingDirectory.ADA;
import static dev.mandate.service.directory.TestingDirectory.CORP;
import static dev.mandate.service.directory.TestingDirectory.JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.plan.GuardContext.Doubt;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryApiTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final SourceLimits LIMITS =
            new SourceLimits(new Limit(10, 2), new Limit(20, 3), Duration.ofHours(24));
    private static final String UNKNOWN = "0".repeat(64);

    private final InMemorySource source = new InMemorySource(CORP, LIMITS);

    @TempDir
    private Path data;

    private TestingDirectory directory;

    @BeforeEach
    void start() {
        directory = TestingDirectory.over(DATABASE, data, source);
    }

    @Test
    void takesTheFirstReadingWhateverItsSize() {
        source.people(0, 100).group("all", "p1", "p2", "inner").group("inner", "p3", "somebody-else");
        assertThat(directory.refresh()).isEqualTo(new SourceOutcome.Accepted(CORP, 100, 2, 100, 0, 0, 2));
        assertThat(directory.group("all").subjects()).hasSize(2);
        assertThat(directory.group("all").groups()).containsExactly(GroupId.of("corp:inner"));
        assertThat(directory.entries("source.accepted")).hasSize(1);
    }

    @Test
    void writesNothingOfWhatIsStatedWhenNothingChanged() {
        source.people(0, 20);
        directory.refresh();
        source.group("all", "p1", "p2", "inner").group("inner", "p3", "somebody-else");
        directory.refresh();
        var before = directory.stated();
        int locked = directory.lockedPeople();
        long entries = directory.ledgerSize();
        directory.clock.advance(Duration.ofMinutes(1));
        assertThat(directory.refresh()).isEqualTo(new SourceOutcome.Accepted(CORP, 20, 2, 0, 0, 0, 0));
        assertThat(directory.stated()).isEqualTo(before);
        assertThat(directory.lockedPeople()).isEqualTo(locked);
        assertThat(directory.ledgerSize()).isEqualTo(entries);
        assertThat(directory.api.standings().getFirst().accepted()).isEqualTo(directory.clock.now());
    }

    @Test
    void touchesOnlyTheRowsThatChange() {
        source.people(0, 20)
                .group("all", "p1", "p2", "p3")
                .group("other", "p4", "mini")
                .group("mini", "p6");
        directory.refresh();
        var people = directory.stated("subject");
        var memberships = directory.stated("group_subject");
        source.leaveGroup("all", "p1").group("all", "p5").leaveGroup("other", "mini");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        assertThat(directory.stated("subject")).isEqualTo(people);
        assertThat(directory.stated("group_group")).isEmpty();
        assertThat(directory.stated("group_subject").stream().filter(memberships::contains))
                .hasSize(4);
        assertThat(directory.group("all").subjects()).hasSize(3);
    }

    @Test
    void holdsAReadingThatLacksMoreThanTheLimitAllows() {
        source.people(0, 20);
        directory.refresh();
        var before = directory.stated();
        source.withoutPeople(0, 3);
        assertThat(findings(directory.refresh()))
                .extracting(Finding::code, Finding::message)
                .containsExactly(tuple(
                        FindingCode.SOURCE_SHRUNK,
                        "3 of 20 people would go missing; allowed are 2. If it is right: mandate source release"));
        assertThat(directory.stated()).isEqualTo(before);
        assertThat(directory.entries("source.quarantined")).hasSize(1);
        directory.refresh();
        assertThat(directory.entries("source.quarantined")).as("told once").hasSize(1);
    }

    @Test
    void countsThePercentageWhereItAllowsMore() {
        source.people(0, 100);
        directory.refresh();
        assertThat(withoutPeople(0, 11)).isInstanceOf(SourceOutcome.Quarantined.class);
        source.person("p10");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
    }

    @Test
    void holdsAReadingThatGrowsMoreThanTheLimitAllows() {
        source.people(0, 10);
        directory.refresh();
        source.people(10, 14);
        assertThat(findings(directory.refresh())).extracting(Finding::code).containsExactly(FindingCode.SOURCE_GROWN);
        source.without("p13");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
    }

    @Test
    void countsThoseWhoComeBackAsGrowth() {
        source.people(0, 10);
        directory.refresh();
        withoutPeople(0, 2);
        later();
        withoutPeople(2, 4);
        later();
        source.people(0, 4);
        assertThat(findings(directory.refresh())).extracting(Finding::code).containsExactly(FindingCode.SOURCE_GROWN);
    }

    @Test
    void addsUpSmallLossesOfADay() {
        source.people(0, 20);
        directory.refresh();
        assertThat(withoutPeople(0, 1)).isInstanceOf(SourceOutcome.Accepted.class);
        directory.clock.advance(Duration.ofHours(12));
        assertThat(withoutPeople(1, 2)).isInstanceOf(SourceOutcome.Accepted.class);
        directory.clock.advance(Duration.ofHours(11));
        assertThat(findings(withoutPeople(2, 3)))
                .extracting(Finding::message)
                .containsExactly("1 of 18 people would go missing, after 2 in the last 24 h; allowed are 2. "
                        + "If it is right: mandate source release");
        directory.clock.advance(Duration.ofHours(1));
        assertThat(directory.refresh()).as("the first loss is a day old").isInstanceOf(SourceOutcome.Accepted.class);
        directory.clock.advance(Duration.ofDays(2));
        withoutPeople(3, 4);
        assertThat(DATABASE.queries().fetchCount(DSL.table("directory.counted_change")))
                .as("what no window looks back on is forgotten")
                .isEqualTo(1);
    }

    @Test
    void holdsAGroupThatLosesTooManyMembersAndOneThatGainsTooMany() {
        source.people(0, 20).group("big", "p1", "p2", "p3", "p4", "p5").group("small", "p6");
        directory.refresh();
        source.leaveGroup("big", "p1").leaveGroup("big", "p2").leaveGroup("big", "p3");
        source.group("small", "p7", "p8", "p9", "p10");
        assertThat(findings(directory.refresh()))
                .extracting(Finding::code, Finding::about)
                .containsExactly(
                        tuple(FindingCode.SOURCE_SHRUNK, "members of group big"),
                        tuple(FindingCode.SOURCE_GROWN, "members of group small"));
    }

    @Test
    void countsANestedGroupAsThePeopleItBrings() {
        source.people(0, 40).group("inner", names(0, 20)).group("outer", "inner", "p21");
        directory.refresh();
        source.leaveGroup("outer", "inner");
        assertThat(findings(directory.refresh()))
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .startsWith("20 of 21 members of group outer would go missing");
    }

    @Test
    void holdsAnEmptyAnswerHoweverFewThereWere() {
        source.person("ann").group("few", "ann");
        directory.refresh();
        source.without("ann").withoutGroup("few");
        assertThat(findings(directory.refresh())).extracting(Finding::about).containsExactly("people", "groups");
    }

    @Test
    void holdsAPrivilegedGroupThatWouldBeEmptyHoweverItComes() {
        source.people(0, 10).group("admins", "ops").group("ops", "p1");
        directory.refresh();
        directory.privileged("corp:admins", 9).privileged("other:admins", 9);
        source.leaveGroup("ops", "p1");
        assertThat(findings(directory.refresh()))
                .extracting(Finding::code)
                .containsExactly(FindingCode.PRIVILEGED_GROUP);
        source.group("ops", "p2");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        source.withoutGroup("admins");
        assertThat(findings(directory.refresh()))
                .extracting(Finding::code)
                .containsExactly(FindingCode.PRIVILEGED_GROUP);
        source.group("admins", "ops").person("p2", SubjectState.LEFT);
        assertThat(directory.refresh())
                .as("the last one left, says the source itself")
                .isInstanceOf(SourceOutcome.Accepted.class);
    }

    @Test
    void holdsAPrivilegedGroupThatGrowsHoweverItComes() {
        source.people(0, 40).group("admins", "ops", "p0").group("ops", "p1").group("others", names(10, 30));
        directory.refresh();
        directory.privileged("corp:admins", 1);
        assertThat(directory.refresh()).as("nothing new").isInstanceOf(SourceOutcome.Accepted.class);
        source.group("ops", "p2");
        assertThat(directory.refresh()).as("one a day").isInstanceOf(SourceOutcome.Accepted.class);
        later();
        source.group("ops", "p3", "p4");
        var before = directory.stated();
        SourceOutcome held = directory.refresh();
        assertThat(findings(held))
                .extracting(Finding::code, Finding::about, Finding::message)
                .containsExactly(tuple(
                        FindingCode.PRIVILEGED_GROUP,
                        "people in group admins",
                        "2 would join the 3 people in group admins, which is privileged; allowed are 1."
                                + " If it is right: mandate source release"));
        assertThat(directory.stated()).isEqualTo(before);
        assertThat(directory.api.check(CORP).findings()).isEqualTo(findings(held));
        assertThat(directory.api.doubts().get(CORP)).contains(Doubt.GROWN, Doubt.SHRUNK);
        directory.api.release(ADA, CORP, hash(held), "two more on call");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        assertThat(directory.group("ops").subjects()).hasSize(4);
        source.group("admins", "others");
        assertThat(findings(directory.refresh()))
                .extracting(Finding::about)
                .as("a group of many in a privileged one")
                .contains("people in group admins");
    }

    @Test
    void addsUpTheGrowthOfAPrivilegedGroupOverADay() {
        source.people(0, 40).group("admins", "p0");
        directory.refresh();
        directory.privileged("corp:admins", 1);
        source.group("admins", "p1");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        directory.clock.advance(Duration.ofHours(23));
        source.group("admins", "p2");
        assertThat(findings(directory.refresh()))
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .contains("1 would join the 2 people", "after 1 in the last 24 h");
        directory.clock.advance(Duration.ofHours(1));
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
    }

    @Test
    void holdsTheReturnOfSuspendedPeopleIntoAPrivilegedGroup() {
        source.people(0, 10)
                .person("p1", SubjectState.SUSPENDED)
                .person("p2", SubjectState.SUSPENDED)
                .person("p3", SubjectState.SUSPENDED)
                .group("admins", "p0", "p1", "p2", "p3");
        directory.refresh();
        directory.privileged("corp:admins", 1);
        source.person("p1").person("p2");
        String hash = hash(directory.refresh());
        directory.api.release(ADA, CORP, hash, "back from leave");
        source.person("p2", SubjectState.SUSPENDED).person("p3");
        assertThat(hash(directory.refresh()))
                .as("a release of two people is not one of two others")
                .isNotEqualTo(hash);
    }

    @Test
    void holdsAReadingInWhichEverybodySuspendedIsBack() {
        source.people(0, 20);
        IntStream.range(0, 10).forEach(number -> source.person("p" + number, SubjectState.SUSPENDED));
        directory.refresh();
        source.people(0, 10);
        assertThat(findings(directory.refresh())).extracting(Finding::code).containsExactly(FindingCode.SOURCE_GROWN);
    }

    @Test
    void neverBlocksTheLeavingThatTheSourceStates() {
        source.people(0, 20).group("all", names(0, 20));
        directory.refresh();
        for (int number = 0; number < 20; number++) {
            source.person("p" + number, number % 2 == 0 ? SubjectState.LEFT : SubjectState.SUSPENDED)
                    .leaveGroup("all", "p" + number);
        }
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        source.withoutPeople(0, 19);
        assertThat(directory.refresh())
                .as("who is deleted after leaving is no loss")
                .isInstanceOf(SourceOutcome.Accepted.class);
    }

    @Test
    void takesLeaversOutOfAReadingThatWaits() {
        source.people(0, 20).group("all", names(0, 20));
        directory.refresh();
        var members = directory.stated("group_subject");
        source.withoutPeople(0, 10).person("p15", SubjectState.LEFT).person("joiner");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Quarantined.class);
        assertThat(directory.subject("p15").state()).isEqualTo(SubjectState.LEFT);
        assertThat(directory.subject("p0").state()).isEqualTo(SubjectState.ACTIVE);
        assertThat(directory.subjects()).doesNotContainKey("joiner");
        assertThat(directory.stated("group_subject")).isEqualTo(members);
        assertThat(directory.entries("source.ended")).hasSize(1);
        directory.refresh();
        assertThat(directory.entries("source.ended")).as("told once").hasSize(1);
    }

    @Test
    void countsAReturnAsANewTenureAndAnAbsenceAsLeaving() {
        source.people(0, 20);
        directory.refresh();
        var first = directory.subject("p1");
        source.without("p1");
        directory.refresh();
        assertThat(directory.subject("p1").state()).isEqualTo(SubjectState.LEFT);
        assertThat(directory.api.missing()).containsExactly(first.id());
        source.person("p1");
        directory.refresh();
        var back = directory.subject("p1");
        assertThat(back.id()).isEqualTo(first.id());
        assertThat(back.state()).isEqualTo(SubjectState.ACTIVE);
        assertThat(back.tenure()).isEqualTo(2);
        assertThat(directory.api.missing()).isEmpty();
        source.person("p1", SubjectState.SUSPENDED);
        directory.refresh();
        source.person("p1");
        directory.refresh();
        assertThat(directory.subject("p1").tenure()).as("no leaving in between").isEqualTo(2);
    }

    @Test
    void releasesOneDifferenceOnce() {
        source.people(0, 20);
        directory.refresh();
        String hash = hash(withoutPeople(0, 5));
        directory.api.release(ADA, CORP, hash, "the northern office closed");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        assertThat(directory.entries("source.released"))
                .singleElement()
                .asString()
                .contains(hash, "the northern office closed", "\"ada\"");
        assertThat(directory.entries("source.accepted").getLast()).contains("\"released\":true");
        source.people(0, 3);
        directory.refresh();
        later();
        source.people(3, 5);
        directory.refresh();
        assertThat(hash(withoutPeople(0, 5))).as("the same people again").isEqualTo(hash);
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Quarantined.class);
    }

    @Test
    void aReleaseCoversNoOtherDifference() {
        source.people(0, 20);
        directory.refresh();
        String hash = hash(withoutPeople(0, 5));
        directory.api.release(ADA, CORP, hash, "the northern office closed");
        source.without("p9");
        String other = hash(directory.refresh());
        assertThat(other).isNotEqualTo(hash);
        source.person("p9");
        assertThat(directory.refresh())
                .as("the first one again, its release replaced by the other")
                .isInstanceOf(SourceOutcome.Quarantined.class);
    }

    @Test
    void aReleaseEndsAfterADay() {
        source.people(0, 20);
        directory.refresh();
        String hash = hash(withoutPeople(0, 5));
        directory.api.release(ADA, CORP, hash, "the northern office closed");
        directory.clock.advance(Duration.ofDays(1));
        assertThat(hash(directory.refresh())).isEqualTo(hash);
        directory.api.release(ADA, CORP, hash, "really");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
    }

    @Test
    void aReleasedDifferenceBlocksNoLaterLeaver() {
        source.people(0, 40);
        directory.refresh();
        directory.api.release(ADA, CORP, hash(withoutPeople(0, 20)), "the northern office closed");
        directory.refresh();
        assertThat(withoutPeople(20, 21)).isInstanceOf(SourceOutcome.Accepted.class);
    }

    @Test
    void refusesToReleaseWithoutPermissionReasonOrDifferenceAndWritesItDown() {
        source.people(0, 20);
        directory.refresh();
        String hash = hash(withoutPeople(0, 5));
        assertThatExceptionOfType(Caller.NotPermitted.class)
                .isThrownBy(() -> directory.api.release(JOB, CORP, hash, "because"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.api.release(ADA, CORP, hash, " "))
                .withMessageContaining("a reason is needed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.api.release(ADA, CORP, "x'; drop", "because"))
                .withMessageContaining("names no difference");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.api.release(ADA, CORP, UNKNOWN, "because"))
                .withMessageContaining("mandate source check corp");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.api.release(ADA, SourceId.of("crop"), hash, "because"))
                .withMessageContaining("there are [corp]");
        directory.api.release(ADA, CORP, hash, "because");
        assertThatIllegalArgumentException()
                .as("released already")
                .isThrownBy(() -> directory.api.release(ADA, CORP, hash, "again"));
        assertThat(directory.entries("source.released"))
                .filteredOn(entry -> entry.contains("denied"))
                .hasSize(5);
    }

    @Test
    void doubtsAStaleSourceAndOneThatNobodyReadsAnyMore() {
        assertThat(directory.api.doubts()).isEqualTo(Map.of(CORP, Set.of(Doubt.STALE)));
        source.people(0, 3);
        directory.refresh();
        directory.clock.advance(Duration.ofDays(1));
        assertThat(directory.api.doubts()).isEmpty();
        directory.clock.advance(Duration.ofSeconds(1));
        assertThat(directory.api.doubts()).isEqualTo(Map.of(CORP, Set.of(Doubt.STALE)));
        assertThat(directory.api.stale()).containsExactly(CORP);
        directory.refresh();
        assertThat(directory.api.doubts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SourceException.Code.class)
    void doubtsASourceThatAnswersInPartAtOnceAndOneOutOfReachWhenItIsStale(SourceException.Code code) {
        source.people(0, 3);
        directory.refresh();
        var before = directory.stated();
        source.failing(code);
        assertThat(directory.refresh())
                .isEqualTo(new SourceOutcome.Failed(CORP, code.code(), "source corp: as the test wants it"));
        assertThat(directory.stated()).isEqualTo(before);
        assertThat(directory.entries("source.failed"))
                .singleElement()
                .asString()
                .contains(code.code());
        boolean inPart = Set.of("base-missing", "cut-short", "referred", "contradictory", "faulty")
                .contains(code.code());
        assertThat(directory.api.doubts()).isEqualTo(inPart ? Map.of(CORP, Set.of(Doubt.INCOMPLETE)) : Map.of());
        source.failing(null);
        directory.refresh();
        assertThat(directory.api.doubts()).isEmpty();
    }

    @Test
    void doubtsASourceWhileItsReadingWaits() {
        source.people(0, 20);
        directory.refresh();
        source.people(20, 40);
        directory.refresh();
        assertThat(directory.api.doubts()).isEqualTo(Map.of(CORP, Set.of(Doubt.GROWN)));
        source.withoutPeople(20, 40);
        withoutPeople(0, 10);
        assertThat(directory.api.doubts()).isEqualTo(Map.of(CORP, Set.of(Doubt.SHRUNK)));
        source.people(0, 10);
        directory.refresh();
        assertThat(directory.api.doubts()).isEmpty();
    }

    @Test
    void namesTheSourcesOfSubjects() {
        source.people(0, 3);
        directory.refresh();
        var ids = directory.api.directory().subjects().keySet();
        assertThat(directory.api.sourcesOf(ids).values()).hasSize(3).containsOnly(Set.of(CORP));
        assertThat(directory.api.sourcesOf(List.of())).isEmpty();
    }

    @Test
    void checkShowsWhatWouldHappenAndWritesNothing() {
        source.people(0, 20).group("all", names(0, 20)).group("few", "p7");
        directory.refresh();
        source.withoutPeople(0, 5).person("p8", SubjectState.SUSPENDED).person("joiner");
        var before = directory.stated();
        long entries = directory.ledgerSize();
        SourceCheck check = directory.api.check(CORP);
        assertThat(check.people()).isEqualTo(16);
        assertThat(check.states()).isEqualTo(Map.of("active", 15L, "suspended", 1L));
        assertThat(check.groups()).isEqualTo(2);
        assertThat(check.memberships()).isEqualTo(16);
        assertThat(check.foreign()).isEqualTo(5);
        assertThat(check.person()).containsEntry("username", "p7");
        assertThat(check.personsGroups()).containsExactly("all", "few");
        assertThat(check.joined()).isEqualTo(1);
        assertThat(check.changed()).isEqualTo(1);
        assertThat(check.missing()).isEqualTo(5);
        assertThat(check.findings()).extracting(Finding::about).containsExactly("people", "members of group all");
        assertThat(directory.stated()).isEqualTo(before);
        assertThat(directory.ledgerSize()).isEqualTo(entries);
        assertThat(hash(directory.refresh())).isEqualTo(check.hash());
    }

    private SourceOutcome withoutPeople(int from, int until) {
        source.withoutPeople(from, until);
        return directory.refresh();
    }

    private void later() {
        directory.clock.advance(Duration.ofHours(25));
    }

    private static String[] names(int from, int until) {
        return IntStream.range(from, until).mapToObj(number -> "p" + number).toArray(String[]::new);
    }

    private static List<Finding> findings(SourceOutcome outcome) {
        assertThat(outcome).isInstanceOf(SourceOutcome.Quarantined.class);
        return ((SourceOutcome.Quarantined) outcome).findings();
    }

    private static String hash(SourceOutcome outcome) {
        assertThat(outcome).isInstanceOf(SourceOutcome.Quarantined.class);
        return ((SourceOutcome.Quarantined) outcome).hash();
    }
}
