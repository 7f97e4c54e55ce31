package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.api.Callers;
import dev.mandate.service.policy.PolicyApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** F20: whoever gains asks somebody else, also for what they answer for; two who do it for each other are seen. */
class OthersDecideTest {
    private final TestingFleet fleet = new TestingFleet();

    @BeforeEach
    void everyGainWaits() {
        fleet.people.person("ann").person("ben").person("cat").person("dan").service("etl", "ann");
        fleet.people.group("writers", "cat");
        Limit none = Limit.count(0);
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .appRole("writer", "table:a write")
                .appRole("clerk", "table:b read")
                .role("writer", Risk.STANDARD, "role:writer")
                .role("clerk", Risk.STANDARD, "role:clerk")
                .mapping("writers", "writer")
                .guards(new GuardLimits(
                        GuardLimits.DEFAULT.maxRemovals(),
                        Map.of(Risk.CRITICAL, none, Risk.ELEVATED, none, Risk.STANDARD, none),
                        List.of(),
                        null));
        fleet.refresh();
        fleet.runApproved(fleet.publishStored(), "shop");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private Caller approver(String username) {
        return fleet.get(Callers.class)
                .of(fleet.subject(username).id(), fleet.clock.now())
                .with(Set.of(Remit.everywhere(Set.of(
                        Permission.CHANGES_APPROVE,
                        Permission.HOLDS_LIFT,
                        Permission.DRIFT_READ,
                        Permission.DRIFT_DECIDE))));
    }

    private PolicyVersion inForce() {
        return fleet.get(PolicyApi.class).inForce().orElseThrow();
    }

    /** Somebody gets into the group, and waits. */
    private String joins(String username) {
        fleet.people.group("writers", username);
        fleet.refresh();
        return fleet.run(inForce(), "shop").approvalHash().orElseThrow();
    }

    private String approved(String by, String hash) {
        fleet.api().approve(approver(by), hash, "looked at");
        fleet.run(inForce(), "shop");
        return fleet.entries("approval.given").getLast();
    }

    @Test
    void whoAnswersForAServiceDoesNotSayYesToWhatItGains() {
        String hash = joins("etl");
        assertThatThrownBy(() -> fleet.api().approve(approver("ann"), hash, "it needs it"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("would gain access");
        assertThat(fleet.run(inForce(), "shop").approvalHash())
                .as("nothing passed")
                .contains(hash);
        approved("ben", hash);
        assertThat(fleet.target("shop").dump()).contains("grant account:etl role:writer");
    }

    @Test
    void whoAnswersForAServiceDoesNotLiftAHoldOnIt() {
        approved("ben", joins("etl"));
        var access = fleet.get(AccessApi.class);
        for (Hold.Party who : List.of(
                new Hold.Party.OfSubject(fleet.subject("etl").id()),
                new Hold.Party.OfPrincipal(
                        fleet.deployment("shop").id(), new Principal.Account(AccountName.of("etl"))))) {
            Hold hold =
                    access.hold(TestingFleet.GRACE, who, new Hold.Access.Everything(), Selector.ALL, "looks odd", null);
            assertThatThrownBy(() -> access.lift(approver("ann"), hold.id(), "it needs it"))
                    .isInstanceOf(NotAllowed.class)
                    .hasMessageContaining("nobody lifts a Hold on themselves");
            access.lift(approver("ben"), hold.id(), "fine");
        }
        assertThat(fleet.entries("hold.lifted")).hasSize(2);
    }

    @Test
    void twoWhoSayYesToEachOtherAreSeen() {
        String first = joins("ben");
        assertThat(approved("ann", first)).doesNotContain("reciprocal");
        assertThat(approved("ann", joins("dan"))).doesNotContain("reciprocal");
        assertThat(approved("ben", joins("ann"))).contains("\"reciprocal\":[\"" + first + "\"]");
        assertThat(fleet.target("shop").dump()).contains("grant account:ann role:writer");
    }

    /** What somebody was given by hand becomes theirs, by the yes of another. */
    private String adopted(String by, String whose) {
        fleet.target("shop").holds(whose, "role:clerk");
        fleet.advance(Duration.ofMinutes(1));
        fleet.api().look(TestingFleet.ADA, inForce(), Selector.ALL, done -> {});
        var drift = fleet.get(DriftApi.class);
        OpenDrift clerk = drift.open(TestingFleet.ADA, inForce(), Selector.ALL).stream()
                .filter(one -> one.principal().toString().contains(whose))
                .findFirst()
                .orElseThrow();
        drift.adopt(approver(by), inForce(), clerk.id(), null, null, "it is theirs");
        return fleet.entries("assignment.made").getLast();
    }

    private String lastAssignment() {
        return fleet.database
                .queries()
                .fetchSingle("select id::text from access.assignment order by created desc limit 1")
                .get(0, String.class);
    }

    @Test
    void adoptingIsAYesAsWell() {
        approved("dan", joins("ben"));
        assertThat(adopted("ann", "ben")).doesNotContain("reciprocal");
        String first = lastAssignment();
        assertThat(approved("ben", joins("ann"))).contains("\"reciprocal\":[\"assignment:" + first + "\"]");
        assertThat(adopted("ben", "ann")).contains("\"reciprocal\":[\"assignment:" + first + "\"]");
        assertThat(adopted("dan", "cat")).doesNotContain("reciprocal");
    }

    @Test
    void adoptingReturnsAnApproval() {
        String first = joins("ben");
        approved("ann", first);
        approved("dan", joins("ann"));
        assertThat(adopted("ben", "ann")).contains("\"reciprocal\":[\"" + first + "\"]");
    }

    @Test
    void alsoWhereItIsForAServiceOfTheOther() {
        String first = joins("ben");
        approved("ann", first);
        assertThat(approved("ben", joins("etl"))).contains("\"reciprocal\":[\"" + first + "\"]");
    }
}
