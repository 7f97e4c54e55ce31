package dev.mandate.service.directory;

import static dev.mandate.service.directory.TestingDirectory.ADA;
import static dev.mandate.service.directory.TestingDirectory.CORP;
import static dev.mandate.service.directory.TestingDirectory.JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Remit;
import dev.mandate.model.subject.LinkRule;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F20: who releases a reading that waits, and would get into something by it, alone or as somebody else. */
class ReleaserGainsTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final SourceId HR = SourceId.of("hr");
    private static final SourceLimits LIMITS =
            new SourceLimits(new Limit(10, 2), new Limit(20, 3), Duration.ofHours(24));

    private final InMemorySource corp = new InMemorySource(CORP, LIMITS);
    private final InMemorySource hr = new InMemorySource(HR, LIMITS);

    @TempDir
    private Path data;

    private TestingDirectory directory;

    @BeforeEach
    void start() {
        directory = TestingDirectory.over(DATABASE, data, corp, hr);
        corp.people(0, 20).group("admins", "p0").group("others", "p7", "p8");
        hr.person("ann");
        directory.refresh();
        directory.api.refresh(HR, JOB);
        directory.privileged("corp:admins", 0);
    }

    private Caller as(String username, String... linked) {
        Set<SubjectId> identities = new HashSet<>(Set.of(id(username)));
        for (String other : linked) {
            identities.add(id(other));
        }
        return Caller.signedIn(
                id(username),
                identities,
                Set.of(Remit.everywhere(Set.of(Permission.SOURCES_RELEASE))),
                directory.clock.now());
    }

    private SubjectId id(String username) {
        return directory.subject(username).id();
    }

    private String waiting() {
        return ((SourceOutcome.Quarantined) directory.refresh()).hash();
    }

    private void refuses(Caller caller, String hash) {
        long denied = denials();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.api.release(caller, CORP, hash, "I need it"))
                .withMessage("nobody releases what they gain by: ask somebody else");
        assertThat(denials()).isEqualTo(denied + 1);
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Quarantined.class);
    }

    private long denials() {
        return directory.entries("source.released").stream()
                .filter(entry -> entry.contains("denied"))
                .count();
    }

    private void lets(Caller caller, String hash) {
        assertThatCode(() -> directory.api.release(caller, CORP, hash, "they are on call"))
                .doesNotThrowAnyException();
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
    }

    @Test
    void nobodyReleasesThatTheyJoinAGroup() {
        corp.group("admins", "p1", "p2");
        String hash = waiting();
        refuses(as("p1"), hash);
        lets(as("p3"), hash);
    }

    @Test
    void norThroughAGroupInTheGroup() {
        corp.group("admins", "others");
        String hash = waiting();
        refuses(as("p7"), hash);
        lets(as("p3"), hash);
    }

    @Test
    void norAsSomebodyWhomTheyAreLinkedTo() {
        corp.group("admins", "p1");
        String hash = waiting();
        refuses(as("ann", "p1"), hash);
        lets(as("ann"), hash);
    }

    @Test
    void norAsSomebodyWhomTheyWereLinkedTo() {
        corp.group("admins", "p1");
        String hash = waiting();
        SubjectId p1 = id("p1");
        directory.identities.link(ADA, p1, id("ann"), "the same person");
        directory.identities.unlink(ADA, p1, "they are not");
        refuses(as("ann"), hash);
    }

    @Test
    void norThatTheyMayHoldAccessAgain() {
        corp.person("p0", SubjectState.SUSPENDED);
        directory.refresh();
        corp.person("p0");
        String hash = waiting();
        refuses(as("p0"), hash);
        lets(as("p3"), hash);
    }

    @Test
    void norThatSomebodyComesWhoWillBeOneWithThem() {
        directory = directory.linking(List.of(new LinkRule("username", List.of(HR, CORP))), corp, hr);
        directory.privileged("corp:admins", 0);
        corp.person("ann").group("admins", "ann");
        String hash = waiting();
        refuses(as("ann"), hash);
        lets(as("p3"), hash);
    }

    @Test
    void aReleaseIsSpentWhereMorePeopleGain() {
        corp.group("admins", "others");
        String hash = waiting();
        directory.api.release(as("p3"), CORP, hash, "two more on call");
        DATABASE.queries().execute("update directory.quarantine set gains = '{}'");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Quarantined.class);
    }

    @Test
    void nobodyReleasesWhatWasNotLookedAtYet() {
        corp.group("admins", "p1");
        String hash = waiting();
        DATABASE.queries().execute("update directory.quarantine set gains = null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.api.release(as("p3"), CORP, hash, "they are on call"));
        assertThat(waiting()).isEqualTo(hash);
        lets(as("p3"), hash);
        assertThat(directory.members("admins")).contains("p1");
    }
}
