package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.api.Callers;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mandate governs itself as it governs any other deployment, and somewhat stricter. */
class MandateItselfTest {
    private static final String MANDATE = MandateItself.ID.value();

    private final TestingFleet fleet = new TestingFleet();

    @BeforeEach
    void people() {
        for (String name : List.of("ann", "ben", "cleo")) {
            fleet.people.person(name);
        }
        fleet.people.group("everybody", "ann", "ben").group("leads", "ann").group("admins", "cleo");
        fleet.policy
                .mandate()
                .office("looker", "preset:viewer")
                .office("lead", "preset:security-lead")
                .office("admin", "preset:platform-admin")
                .mapping("everybody", "looker");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private PolicyVersion published() {
        fleet.refresh();
        return fleet.publishStored();
    }

    private Caller caller(String username) {
        return fleet.get(Callers.class).of(fleet.subject(username).id(), fleet.clock.now());
    }

    private static Caller everything(Caller caller) {
        return Caller.signedIn(
                caller.asSubject().orElseThrow(),
                Set.of(Remit.everywhere(Set.of(Permission.values()))),
                TestingFleet.NOON);
    }

    @Test
    void whoOnlyLooksGetsItThroughTheirGroupAndLosesItWithIt() {
        PolicyVersion version = published();
        assertThat(caller("ann").may(Permission.DRIFT_READ)).isFalse();
        assertThat(fleet.run(version, MANDATE).result()).isEqualTo(Result.CONVERGED);
        assertThat(caller("ann").may(Permission.DRIFT_READ)).isTrue();
        assertThat(caller("ann").may(Permission.CHANGES_APPROVE)).isFalse();
        assertThat(caller("cleo").remits()).isEmpty();

        fleet.people.leaveGroup("everybody", "ann");
        fleet.refresh();
        assertThat(fleet.run(version, MANDATE).result()).isEqualTo(Result.CONVERGED);
        assertThat(caller("ann").remits()).isEmpty();
        assertThat(caller("ben").may(Permission.DRIFT_READ)).isTrue();
    }

    @Test
    void whoWouldDecideWaitsForSomebodyElse() {
        fleet.policy.mapping("leads", "lead");
        PolicyVersion version = published();
        Reconciliation first = fleet.run(version, MANDATE);
        assertThat(first.result()).isEqualTo(Result.REFUSED);
        assertThat(first.findings())
                .extracting(finding -> finding.code().code())
                .contains("office-unconfirmed");
        String hash = first.approvalHash().orElseThrow();
        assertThat(caller("ann").may(Permission.HOLDS_SET)).isFalse();

        assertThatThrownBy(() -> fleet.api().approve(TestingFleet.ADA, hash, "mine"))
                .hasMessageContaining("published what these changes follow from");
        Caller herself = everything(caller("ann"));
        assertThatThrownBy(() -> fleet.api().approve(herself, hash, "it is me"))
                .hasMessageContaining("would gain access");
        fleet.api().approve(TestingFleet.GRACE, hash, "she is the lead");
        fleet.run(version, MANDATE);
        assertThat(caller("ann").may(Permission.HOLDS_SET)).isTrue();

        // One yes is for one person: whoever joins later waits for their own.
        fleet.people.group("leads", "ben");
        fleet.refresh();
        assertThat(fleet.run(version, MANDATE).result()).isEqualTo(Result.REFUSED);
        assertThat(caller("ben").may(Permission.HOLDS_SET)).isFalse();
        assertThat(caller("ann").may(Permission.HOLDS_SET)).isTrue();
    }

    @Test
    void whoIsSuspendedMayNothingAtOnceAndIsConfirmedAnewAfterwards() {
        fleet.policy.mapping("leads", "lead");
        PolicyVersion version = published();
        fleet.runApproved(version, MANDATE);
        assertThat(caller("ann").may(Permission.HOLDS_SET)).isTrue();

        fleet.people.person("ann", SubjectState.SUSPENDED);
        fleet.refresh();
        assertThat(caller("ann").remits()).isEmpty();
        fleet.run(version, MANDATE);
        fleet.people.person("ann", SubjectState.ACTIVE);
        fleet.refresh();
        assertThat(caller("ann").remits()).isEmpty();
        assertThat(fleet.run(version, MANDATE).result()).isEqualTo(Result.REFUSED);
        assertThat(caller("ann").may(Permission.HOLDS_SET)).isFalse();
        assertThat(caller("ann").may(Permission.DRIFT_READ)).isTrue();
    }

    @Test
    void theLastAdministratorStaysUntilSomebodySaysYes() {
        fleet.policy.mapping("admins", "admin");
        PolicyVersion version = published();
        fleet.runApproved(version, MANDATE);
        assertThat(fleet.run(version, MANDATE).result()).isEqualTo(Result.IN_SYNC);
        fleet.people.person("cleo", SubjectState.LEFT);
        fleet.refresh();
        Reconciliation ended = fleet.run(version, MANDATE);
        assertThat(ended.findings())
                .extracting(finding -> finding.code().code())
                .contains("last-administrator");
        assertThat(caller("cleo").remits())
                .as("who left may nothing, whatever is still written")
                .isEmpty();
    }

    @Test
    void aHoldEndsAnOffice() {
        PolicyVersion version = published();
        fleet.run(version, MANDATE);
        var ann = fleet.subject("ann").id();
        fleet.get(AccessApi.class)
                .hold(
                        TestingFleet.GRACE,
                        new Hold.Party.OfSubject(ann),
                        new Hold.Access.Everything(),
                        Selector.ALL,
                        "under review",
                        null);
        fleet.run(version, MANDATE);
        assertThat(caller("ann").remits()).isEmpty();
    }

    @Test
    void anOfficeIsHeldOverWhatItsSelectorMatchesAndSeveralAtOnce() {
        fleet.policy
                .office("looker", "preset:viewer?labels.env=dev", "preset:reviewer?deployment=shop")
                .labels("web", TestPolicy.ADD, java.util.Map.of("env", "dev"))
                .labels("shop", TestPolicy.ADD, java.util.Map.of("env", "prod"))
                .labels("bank", TestPolicy.ADD, java.util.Map.of("env", "prod"));
        PolicyVersion version = published();
        fleet.run(version, MANDATE);
        Caller ann = caller("ann");
        assertThat(version.policy().deployments())
                .filteredOn(one -> ann.may(Permission.DRIFT_READ, one))
                .extracting(one -> one.id().value())
                .containsExactlyInAnyOrder("web", "shop");
        assertThat(version.policy().deployments())
                .filteredOn(one -> ann.may(Permission.PLANS_MAKE, one))
                .extracting(one -> one.id().value())
                .containsExactly("shop");
        assertThat(ann.may(Permission.POLICY_READ)).isFalse();
    }

    @Test
    void whatIsPutThereByHandIsTakenAwayAndNobodyMakesItGood() {
        PolicyVersion version = published();
        fleet.run(version, MANDATE);
        fleet.database.queries().execute("insert into access.office values ('ann', 'preset:operator')");
        Deployment itself = version.policy().deployments().getFirst();
        fleet.api().look(TestingFleet.ADA, version, TestingFleet.only(MANDATE), done -> {});
        var drift = fleet.get(DriftApi.class);
        var open = drift.open(TestingFleet.ADA, version, Selector.ALL).getFirst();
        assertThatThrownBy(() -> drift.exempt(
                        TestingFleet.GRACE,
                        version,
                        open.id(),
                        "grace",
                        fleet.clock.now().plusSeconds(60),
                        "let it be"))
                .hasMessageContaining("given by a role of the policy, or not at all");
        fleet.policy.office("running", "preset:operator");
        PolicyVersion next = fleet.publishStored();
        assertThatThrownBy(() -> drift.adopt(TestingFleet.GRACE, next, open.id(), null, null, "let it be"))
                .hasMessageContaining("given by a role of the policy, or not at all");
        assertThatThrownBy(() ->
                        fleet.get(RestoreApi.class).begin(TestingFleet.GRACE, itself, fleet.clock.now(), "as it was"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("not taken back");
        assertThatThrownBy(() -> fleet.get(AccountApi.class)
                        .link(
                                TestingFleet.GRACE,
                                itself,
                                AccountName.of("ann"),
                                fleet.subject("cleo").id(),
                                "hers"))
                .hasMessageContaining("whose it was made for");
        fleet.run(next, MANDATE);
        assertThat(caller("ann").may(Permission.PLANS_APPLY)).isFalse();
        assertThat(caller("ann").may(Permission.DRIFT_READ)).isTrue();
    }

    @Test
    void withoutADescriptionInPolicyNoOfficeCounts() {
        PolicyVersion version = published();
        fleet.run(version, MANDATE);
        assertThat(caller("ann").may(Permission.DRIFT_READ)).isTrue();
        fleet.policy.without(MandateItself.ID).deployment("web", TestPolicy.ADD).role("other", Risk.STANDARD);
        fleet.publishStored();
        assertThat(caller("ann").remits()).isEmpty();
    }

    @Test
    void anAccountIsWhoseItWasMadeFor() {
        fleet.database.queries().execute("insert into access.office_account values ('ann', 'somebody-else', true)");
        fleet.database.queries().execute("insert into access.office values ('ann', 'preset:security-lead')");
        PolicyVersion version = published();
        fleet.run(version, MANDATE);
        assertThat(caller("ann").may(Permission.HOLDS_SET)).isFalse();
    }
}
