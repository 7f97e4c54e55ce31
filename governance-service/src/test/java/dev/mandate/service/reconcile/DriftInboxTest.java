package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.plan.Flapping;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of differences that stay: seen, taken back, adopted, exempt, fought over. */
class DriftInboxTest {
    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");
    private PolicyVersion version = start(TestPolicy.ADD);

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Ann is a reader by way of a group; ben has an account by way of role guest. */
    private PolicyVersion start(Modes modes) {
        fleet.people.person("ann").person("ben").group("readers", "ann").group("guests", "ben");
        fleet.policy
                .deployment("shop", modes)
                .appRole("reader", "table:curated.* read")
                .appRole("guest", "table:motd read")
                .role("reader", Risk.STANDARD, "role:reader")
                .role("guest", Risk.STANDARD, "role:guest")
                .role("both", Risk.STANDARD, "role:reader", "role:writer")
                .role("boss", Risk.CRITICAL, "role:boss")
                .mapping("readers", "reader")
                .mapping("guests", "guest");
        shop.resource("table", "curated.a").resource("table", "motd");
        version = fleet.refresh().publish();
        fleet.run(version, "shop");
        return version;
    }

    private void byHand(String account, String role) {
        shop.appRole(role).holds(account, "role:" + role);
        fleet.run(version, "shop");
    }

    private List<OpenDrift> open() {
        return fleet.get(DriftApi.class).open(TestingFleet.ADA, version, Selector.ALL);
    }

    private OpenDrift only() {
        assertThat(open()).hasSize(1);
        return open().getFirst();
    }

    private DriftApi api() {
        return fleet.get(DriftApi.class);
    }

    private static Grant grant(String account, String entitlement) {
        return new Grant(new Principal.Account(AccountName.of(account)), EntitlementText.parse(entitlement));
    }

    @Test
    void whatDiffersIsKeptWithItsTimesAndClosesWhenItIsGone() {
        assertThat(open()).isEmpty();
        byHand("ben", "reader");
        Instant first = fleet.clock.now();
        fleet.run(version, "shop");
        OpenDrift drift = only();
        assertThat(drift.sort()).isEqualTo(OpenDrift.Sort.UNEXPECTED);
        assertThat(drift.cause()).isEqualTo(Cause.OUT_OF_BAND);
        assertThat(drift.grant()).contains(grant("ben", "role:reader"));
        assertThat(drift.firstSeen()).isEqualTo(first);
        assertThat(drift.lastSeen()).isEqualTo(fleet.clock.now());
        assertThat(drift.seen()).isEqualTo(2);
        assertThat(fleet.entries("drift.found")).hasSize(1);
        shop.take(grant("ben", "role:reader"));
        fleet.run(version, "shop");
        assertThat(open()).isEmpty();
        assertThat(fleet.entries("drift.closed")).hasSize(1);
    }

    @Test
    void lookingFindsItWithoutTouchingTheTarget() {
        fleet.policy.deployment("shop", TestPolicy.GOVERN);
        version = fleet.publish();
        shop.holds("ben", "role:reader");
        int applies = shop.calls(ScriptedDeployment.Call.APPLY);
        fleet.advance(Duration.ofMinutes(1));
        fleet.api().look(TestingFleet.ADA, version, Selector.ALL, done -> {});
        assertThat(only().grant()).contains(grant("ben", "role:reader"));
        assertThat(shop.calls(ScriptedDeployment.Call.APPLY)).isEqualTo(applies);
    }

    @Test
    void revertingLetsExactlyThisRemovalPassWhereTheModeWouldLeaveIt() {
        byHand("ben", "reader");
        byHand("ann", "guest");
        UUID id = open().stream()
                .filter(drift -> drift.principal().toString().equals("account:ben"))
                .findFirst()
                .orElseThrow()
                .id();
        assertThatThrownBy(() -> api().revert(TestingFleet.ADA, version, id, "wrong", List.of(TestingFleet.ADA)))
                .isInstanceOf(NotAllowed.class);
        assertThat(fleet.entries("drift.reverted")).singleElement().asString().contains("denied");
        api().revert(TestingFleet.GRACE, version, id, "not asked for", List.of(TestingFleet.ADA));
        fleet.run(version, "shop");
        assertThat(shop.dump())
                .doesNotContain("grant account:ben role:reader")
                .contains("grant account:ann role:guest");
        byHand("ben", "reader");
        assertThat(shop.dump()).as("a decision is about one time").contains("grant account:ben role:reader");
    }

    @Test
    void nothingIsRevertedWhereMandateOnlyObserves() {
        byHand("ben", "reader");
        fleet.policy.deployment("shop", Modes.OBSERVE_ALL);
        version = fleet.publish();
        UUID id = only().id();
        assertThatThrownBy(() -> api().revert(TestingFleet.GRACE, version, id, "no", List.of()))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("observes");
    }

    @Test
    void adoptingMakesItAnAssignmentFromNowOnAndMandatesToEnd() {
        byHand("ben", "reader");
        UUID id = only().id();
        fleet.advance(Duration.ofMinutes(1));
        Instant until = fleet.clock.now().plus(Duration.ofHours(2));
        api().adopt(TestingFleet.GRACE, version, id, null, until, "asked for late");
        assertThat(open()).isEmpty();
        assertThat(fleet.entries("drift.adopted")).hasSize(1);
        var kept = fleet.database
                .queries()
                .fetchSingle("select first_seen, decided from reconcile.drift where decision = 'adopt'");
        assertThat(kept.get(0, Instant.class))
                .as("what was before the yes stays marked")
                .isBefore(kept.get(1, Instant.class));
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.IN_SYNC);
        fleet.advance(Duration.ofHours(2));
        fleet.run(version, "shop");
        assertThat(shop.dump())
                .as("additive ends what Mandate answers for, once it has expired")
                .doesNotContain("grant account:ben role:reader");
    }

    @Test
    void onlyWhatIsHarmlessAndThereIsAdopted() {
        byHand("ben", "boss");
        assertThatThrownBy(() -> api().adopt(TestingFleet.GRACE, version, only().id(), null, null, "please"))
                .hasMessageContaining("critical");
        shop.take(grant("ben", "role:boss"));
        byHand("ben", "writer");
        assertThatThrownBy(() -> api().adopt(TestingFleet.GRACE, version, only().id(), null, null, "please"))
                .hasMessageContaining("without giving more than is there");
        Caller ben = Caller.signedIn(
                fleet.subject("ben").id(), Set.of(Remit.everywhere(Set.of(Permission.values()))), Instant.EPOCH);
        shop.take(grant("ben", "role:writer"));
        byHand("ben", "reader");
        assertThatThrownBy(() -> api().adopt(ben, version, only().id(), null, null, "mine"))
                .hasMessageContaining("their own access");
        fleet.get(AccessApi.class)
                .hold(
                        TestingFleet.GRACE,
                        new Hold.Party.OfSubject(fleet.subject("ben").id()),
                        new Hold.Access.OfRole(RoleId.of("reader")),
                        Selector.ALL,
                        "under review",
                        null);
        assertThatThrownBy(() -> api().adopt(TestingFleet.GRACE, version, only().id(), null, null, "please"))
                .isInstanceOf(NotAllowed.class);
        assertThat(fleet.get(AccessApi.class).rows(fleet.clock.now()).assignments())
                .isEmpty();
        assertThat(fleet.entries("drift.adopted")).hasSize(4).allMatch(entry -> entry.contains("denied"));
    }

    @Test
    void whatIsExemptIsShownAndLeftUntilItsDate() {
        fleet.policy.deployment("shop", TestPolicy.GOVERN);
        version = fleet.publish();
        shop.holds("ben", "role:reader");
        fleet.advance(Duration.ofMinutes(1));
        fleet.api().look(TestingFleet.ADA, version, Selector.ALL, done -> {});
        Instant until = fleet.clock.now().plus(Duration.ofDays(1));
        api().exempt(TestingFleet.GRACE, version, only().id(), "team-x", until, "migration");
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).isEqualTo(Result.IN_SYNC);
        assertThat(ended.exempt()).hasSize(1);
        assertThat(shop.dump()).contains("grant account:ben role:reader");
        assertThat(only().exemption()).get().extracting(one -> one.owner()).isEqualTo("team-x");
        fleet.advance(Duration.ofDays(1));
        fleet.run(version, "shop");
        assertThat(shop.dump()).doesNotContain("grant account:ben role:reader");
        assertThat(open()).isEmpty();
    }

    @Test
    void anEndedExemptionBringsTheDriftBack() {
        byHand("ben", "reader");
        var exemption = api().exempt(
                        TestingFleet.GRACE,
                        version,
                        only().id(),
                        "team-x",
                        fleet.clock.now().plus(Duration.ofDays(9)),
                        "why");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.IN_SYNC);
        fleet.get(AccessApi.class).endExemption(TestingFleet.GRACE, exemption.id(), "done");
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.DRIFT_LEFT);
        assertThat(only().exemption()).isEmpty();
    }

    @Test
    void aLeaverBeatsAnExemption() {
        byHand("ben", "reader");
        api().exempt(
                        TestingFleet.GRACE,
                        version,
                        only().id(),
                        "team-x",
                        fleet.clock.now().plus(Duration.ofDays(9)),
                        "why");
        fleet.policy.deployment("shop", TestPolicy.GOVERN);
        version = fleet.publish();
        fleet.people.person("ben", SubjectState.LEFT);
        fleet.refresh().run(version, "shop");
        assertThat(shop.dump()).doesNotContain("grant account:ben role:reader");
    }

    @Test
    void whatIsUndoneAgainAndAgainPausesAndIsAlarmed() {
        for (int i = 0; i < Flapping.TIMES; i++) {
            shop.take(grant("ann", "role:reader"));
            assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        }
        shop.take(grant("ann", "role:reader"));
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).isEqualTo(Result.REFUSED);
        assertThat(ended.findings())
                .filteredOn(finding -> finding.code() == FindingCode.FLAPPING)
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .contains("3 times");
        int waiting = fleet.entries("plan.waiting").size();
        fleet.run(version, "shop");
        assertThat(fleet.entries("plan.waiting"))
                .as("the same again is not news")
                .hasSize(waiting);
        fleet.advance(Duration.ofHours(1));
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
    }

    @Test
    void aHoldNeverPauses() {
        fleet.policy.deployment("shop", TestPolicy.GOVERN);
        version = fleet.publish();
        fleet.get(AccessApi.class)
                .hold(
                        TestingFleet.GRACE,
                        new Hold.Party.OfSubject(fleet.subject("ann").id()),
                        new Hold.Access.Everything(),
                        Selector.ALL,
                        "lost laptop",
                        null);
        for (int i = 0; i < Flapping.TIMES + 2; i++) {
            shop.holds("ann", "role:reader");
            fleet.run(version, "shop");
            assertThat(shop.dump()).doesNotContain("grant account:ann role:reader");
        }
    }
}
