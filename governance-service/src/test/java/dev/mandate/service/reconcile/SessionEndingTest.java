package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.Fault;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose sessions a run ends, when, and what it says of it. */
class SessionEndingTest {
    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Ann and bob are in, two times and once. */
    private PolicyVersion readers(Modes modes) {
        fleet.people.person("ann").person("bob").group("readers", "ann", "bob");
        fleet.policy
                .deployment("shop", modes)
                .appRole("reader", "table:a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        PolicyVersion version = fleet.refresh().publish();
        fleet.run(version, "shop");
        shop.signIn("ann").signIn("ann").signIn("bob").signIn("mandate");
        return version;
    }

    private Reconciliation annLeaves(PolicyVersion version) {
        fleet.people.person("ann", SubjectState.LEFT);
        return fleet.refresh().run(version, "shop");
    }

    private static List<Finding> of(Reconciliation ended, FindingCode code) {
        return ended.findings().stream()
                .filter(finding -> finding.code() == code)
                .toList();
    }

    @Test
    void aLeaversSessionsEndAndNobodyElses() {
        Reconciliation ended = annLeaves(readers(TestPolicy.GOVERN));
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(shop.sessions("ann")).isZero();
        assertThat(shop.sessions("bob")).isEqualTo(1);
        assertThat(shop.sessions("mandate")).isEqualTo(1);
        assertThat(of(ended, FindingCode.SESSIONS_ENDED))
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .contains("2");
        assertThat(fleet.entries("sessions.intent"))
                .singleElement()
                .asString()
                .contains("subject:" + fleet.subject("ann").id(), "\"open\":2");
        assertThat(fleet.entries("sessions.outcome")).singleElement().asString().contains("\"ended\":2", "\"open\":0");
    }

    @Test
    void soDoThoseOfWhoIsSuspendedOrHeldFromEverything() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.people.person("ann", SubjectState.SUSPENDED);
        fleet.get(AccessApi.class)
                .hold(
                        TestingFleet.GRACE,
                        new Hold.Party.OfSubject(fleet.subject("bob").id()),
                        new Hold.Access.Everything(),
                        Selector.ALL,
                        "lost laptop",
                        null);
        fleet.refresh().run(version, "shop");
        assertThat(shop.sessions("ann")).isZero();
        assertThat(shop.sessions("bob")).isZero();
    }

    @Test
    void whoMerelyLosesARoleStaysIn() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.people.leaveGroup("readers", "ann");
        fleet.refresh().runApproved(version, "shop");
        assertThat(shop.dump()).doesNotContain("grant account:ann role:reader");
        assertThat(shop.sessions("ann")).isEqualTo(2);
    }

    @Test
    void aLaterRunEndsWhatAnEarlierOneDidNot() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        shop.next(Call.SESSIONS, Fault.UNREACHABLE);
        Reconciliation first = annLeaves(version);
        assertThat(first.result()).isEqualTo(Result.CONVERGED);
        assertThat(of(first, FindingCode.SESSIONS_OPEN)).hasSize(1);
        assertThat(shop.sessions("ann")).isEqualTo(2);
        assertThat(fleet.entries("sessions.outcome")).singleElement().asString().contains("unreachable");

        Reconciliation second = fleet.run(version, "shop");
        assertThat(second.planned()).isZero();
        assertThat(shop.sessions("ann")).isZero();
        assertThat(of(second, FindingCode.SESSIONS_ENDED)).hasSize(1);

        assertThat(fleet.run(version, "shop").findings()).isEmpty();
        assertThat(fleet.entries("sessions.intent"))
                .as("only where something is open")
                .hasSize(2);
    }

    @Test
    void whatTheAgentMayNotEndIsAFindingEachTimeAndEnteredOnce() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        shop.mayNotKill("run GRANT x TO y");
        for (Reconciliation ended : List.of(annLeaves(version), fleet.run(version, "shop"))) {
            assertThat(of(ended, FindingCode.SESSIONS_OPEN))
                    .singleElement()
                    .extracting(Finding::message)
                    .asString()
                    .contains("GRANT x TO y");
        }
        assertThat(shop.dump()).contains("account ann DISABLED");
        assertThat(fleet.entries("sessions.intent")).isEmpty();
        assertThat(fleet.entries("sessions.outcome")).singleElement().asString().contains("not-permitted");
        shop.mayNotKill("");
        fleet.run(version, "shop");
        assertThat(shop.sessions("ann")).isZero();
    }

    @Test
    void anAgentThatCannotSaysSo() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        shop.withoutSessionKill();
        assertThat(of(annLeaves(version), FindingCode.SESSIONS_OPEN)).hasSize(1);
        assertThat(fleet.entries("sessions.outcome")).singleElement().asString().contains("not-offered");
        assertThat(fleet.run(version, "shop").findings()).isEmpty();
    }

    @Test
    void nothingEndsBeforeAReadShowsTheAccountClosed() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        shop.always(Call.APPLY, Fault.SAYS_OK_DOES_NOTHING);
        assertThat(annLeaves(version).result()).isEqualTo(Result.DRIFT_LEFT);
        assertThat(shop.sessions("ann")).isEqualTo(2);
    }

    @Test
    void nothingEndsWhereAccountsAreOnlyObserved() {
        readers(TestPolicy.GOVERN);
        fleet.policy.deployment("shop", new Modes(Mode.OBSERVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE));
        shop.account(new ObservedAccount(
                AccountName.of("ann"), AccountKind.PERSONAL, AccountStatus.DISABLED, "id-ann", false, Map.of()));
        annLeaves(fleet.publish());
        assertThat(shop.sessions("ann")).isEqualTo(2);
    }

    @Test
    void nothingEndsOfAnAccountThatMandateNeitherMadeNorAdopted() {
        shop.account(new ObservedAccount(
                AccountName.of("ann"),
                AccountKind.PERSONAL,
                AccountStatus.DISABLED,
                "id-ann",
                false,
                Map.of("email", "ann@example.org")));
        PolicyVersion version = readers(TestPolicy.GOVERN);
        assertThat(fleet.get(FleetApi.class).knowledge(DeploymentId.of("shop")).links())
                .containsEntry(fleet.subject("ann").id(), AccountName.of("ann"));
        annLeaves(version);
        assertThat(shop.sessions("ann")).isEqualTo(2);
        assertThat(fleet.entries("sessions.intent")).isEmpty();
        assertThat(shop.sessions("bob")).isEqualTo(1);
    }

    @Test
    void whatWasAnnouncedTooLongAgoIsLeftToTheNextRun() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        annLeaves(version);
        shop.signIn("ann");
        fleet.beforeCall(() -> fleet.clock.advance(LeaseStore.SPARE.plusSeconds(1)));
        Reconciliation late = fleet.run(version, "shop");
        assertThat(late.errorCode()).contains("taken-over");
        assertThat(late.message()).contains("stood still");
        assertThat(shop.sessions("ann")).isEqualTo(1);

        fleet.run(version, "shop");
        assertThat(shop.sessions("ann")).isZero();
        assertThat(fleet.entries("sessions.intent")).hasSize(3);
    }

    @Test
    void anotherInstanceBehindTheAddressIsLeftAlone() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        annLeaves(version);
        shop.signIn("ann").pin("another");
        fleet.run(version, "shop");
        assertThat(shop.sessions("ann")).isEqualTo(1);
    }

    @Test
    void nothingEndsInALookThatChangesNothing() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        annLeaves(version);
        shop.signIn("ann");
        fleet.check(version, "shop");
        assertThat(shop.sessions("ann")).isEqualTo(1);
    }
}
