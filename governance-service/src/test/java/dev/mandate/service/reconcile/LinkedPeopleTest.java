package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Risk;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.IdentityApi;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two identities that are one person are one on every target, and to every rule about people. */
class LinkedPeopleTest {
    private static final Caller JOB = Caller.job("timer");

    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    private SubjectId id(String name) {
        return fleet.get(DirectoryApi.class)
                .person("corp/" + name)
                .orElseThrow()
                .id();
    }

    /** Ann reads, and her other identity writes. */
    private PolicyVersion readersAndWriters() {
        fleet.people.person("ann").person("ann-lab").person("bob");
        fleet.people.group("readers", "ann", "bob").group("writers", "ann-lab");
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .appRole("reader", "table:a read")
                .appRole("writer", "table:a write")
                .role("reader", Risk.STANDARD, "role:reader")
                .role("writer", Risk.STANDARD, "role:writer")
                .mapping("readers", "reader")
                .mapping("writers", "writer");
        return fleet.refresh().publish();
    }

    private void link() {
        fleet.get(IdentityApi.class).link(TestingFleet.GRACE, id("ann-lab"), id("ann"), "HR-7");
    }

    private List<Reconciliation> follow(PolicyVersion version) {
        fleet.advance(Duration.ofMinutes(1));
        return fleet.api().follow(JOB, version, done -> {});
    }

    @Test
    void onePersonHasOneAccountFromTheBeginning() {
        PolicyVersion version = readersAndWriters();
        link();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump())
                .contains("grant account:ann role:reader", "grant account:ann role:writer")
                .doesNotContain("account ann-lab ENABLED");
        assertThat(fleet.run(version, "shop").planned()).isZero();
    }

    @Test
    void linkedLaterTheSecondAccountLosesWhatTheFirstGets() {
        PolicyVersion version = readersAndWriters();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.dump()).contains("grant account:ann-lab role:writer");
        SubjectId lab = id("ann-lab");
        link();
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(shop.dump())
                .contains("grant account:ann role:writer")
                .doesNotContain("grant account:ann-lab role:writer");
        assertThat(ended.findings())
                .filteredOn(note -> note.code() == FindingCode.SECOND_ACCOUNT)
                .extracting(Finding::about)
                .containsExactly("ann-lab");
        assertThat(fleet.run(version, "shop").planned()).isZero();

        fleet.get(IdentityApi.class).unlink(TestingFleet.GRACE, lab, "another Ann");
        assertThat(fleet.run(version, "shop").findings()).noneMatch(note -> note.code() == FindingCode.SECOND_ACCOUNT);
        assertThat(shop.dump())
                .contains("grant account:ann role:reader", "grant account:ann-lab role:writer")
                .doesNotContain("grant account:ann role:writer");
    }

    @Test
    void whoIsSuspendedInOneSourceLosesEverythingAtTheNextLook() {
        PolicyVersion version = readersAndWriters();
        link();
        assertThat(follow(version)).hasSize(1);
        fleet.people.person("ann-lab", SubjectState.SUSPENDED);
        fleet.refresh();
        assertThat(follow(version)).singleElement().satisfies(one -> {
            assertThat(one.narrow()).isTrue();
            assertThat(one.result()).isEqualTo(Result.CONVERGED);
        });
        assertThat(shop.dump()).contains("account ann DISABLED").contains("grant account:bob role:reader");
    }

    @Test
    void nobodySaysYesToWhatTheirOtherIdentityGets() {
        readersAndWriters();
        link();
        Limit none = Limit.count(0);
        fleet.policy.guards(new GuardLimits(
                GuardLimits.DEFAULT.maxRemovals(),
                Map.of(Risk.CRITICAL, none, Risk.ELEVATED, none, Risk.STANDARD, none),
                List.of(),
                null));
        PolicyVersion version = fleet.publishStored();
        fleet.run(version, "shop");
        fleet.people.person("cat").group("writers", "ann-lab", "bob", "cat");
        fleet.refresh();
        String hash = fleet.run(version, "shop").approvalHash().orElseThrow();
        Set<SubjectId> both = fleet.get(IdentityApi.class).ever(List.of(id("bob")));
        Caller bob = Caller.signedIn(
                id("bob"), both, Set.of(Remit.everywhere(Set.of(Permission.CHANGES_APPROVE))), TestingFleet.NOON);
        Caller other = Caller.signedIn(
                SubjectId.of("other"),
                Set.of(SubjectId.of("other"), id("bob")),
                Set.of(Remit.everywhere(Set.of(Permission.CHANGES_APPROVE))),
                TestingFleet.NOON);
        for (Caller self : List.of(bob, other)) {
            assertThatThrownBy(() -> fleet.api().approve(self, hash, "please"))
                    .isInstanceOf(NotAllowed.class)
                    .hasMessageContaining("would gain access by 1 of 3: ", "bob")
                    .hasMessageContaining("Somebody else must approve them all");
        }
        assertThat(fleet.entries("approval.refused")).hasSize(2);
        assertThat(fleet.run(version, "shop").approvalHash())
                .as("nothing of it passed")
                .contains(hash);
    }
}
