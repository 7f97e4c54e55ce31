package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.HoldId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.AccessApi;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever may everything in web learns nothing of shop: no row, no count, no other error than of what is not there. */
class ElsewhereTest {
    private static final Caller WEB_ONLY = Caller.signedIn(
            SubjectId.of("00000000-0000-4000-8000-00000000000b"),
            Set.of(new Remit(Set.of(Permission.values()), TestingFleet.only("web"))),
            TestingFleet.NOON);

    private final TestingFleet fleet = new TestingFleet();
    private final AccessApi access = fleet.get(AccessApi.class);
    private final DriftApi drift = fleet.get(DriftApi.class);

    @SuppressWarnings("NullAway.Init")
    private PolicyVersion version;

    @BeforeEach
    void twoDeploymentsWithDrift() {
        fleet.people.person("ann").group("readers", "ann");
        fleet.policy
                .deployment("web", TestPolicy.ADD)
                .deployment("shop", TestPolicy.ADD)
                .appRole("reader", "table:a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        fleet.refresh();
        version = fleet.publishStored();
        for (String id : List.of("web", "shop")) {
            fleet.run(version, id);
            fleet.target(id).account("old-" + id).holds("old-" + id, "role:reader");
            fleet.api().look(TestingFleet.ADA, version, TestingFleet.only(id), done -> {});
        }
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private UUID drift(String deployment) {
        return drift.open(TestingFleet.ADA, version, TestingFleet.only(deployment))
                .getFirst()
                .id();
    }

    /** What is said of it is what is said of something that nobody ever made. */
    private static void same(String name, String nothing, Consumer<String> deed) {
        assertThat(message(() -> deed.accept(name)).replace(name, "X"))
                .isEqualTo(message(() -> deed.accept(nothing)).replace(nothing, "X"));
    }

    private static String message(ThrowingCallable deed) {
        Throwable thrown = catchThrowable(deed);
        assertThat(thrown).isNotNull();
        return thrown.getClass() + " " + thrown.getMessage();
    }

    @Test
    void listsHaveNoRowOfIt() {
        assertThat(drift.open(WEB_ONLY, version, Selector.ALL))
                .isNotEmpty()
                .allMatch(one -> one.deployment().equals(DeploymentId.of("web")));
        fleet.get(RestoreApi.class).begin(TestingFleet.GRACE, fleet.deployment("shop"), fleet.clock.now(), "as it was");
        assertThat(fleet.get(RestoreApi.class).inForce(WEB_ONLY)).isEmpty();
        assertThat(fleet.get(RestoreApi.class).inForce(TestingFleet.ADA)).hasSize(1);
        assertThat(fleet.api().standings(WEB_ONLY))
                .extracting(one -> one.deployment().value())
                .containsExactly("web");
        assertThat(fleet.api().check(WEB_ONLY, version, Selector.ALL, done -> {}))
                .extracting(one -> one.deployment().value())
                .containsExactly("web");
        assertThat(fleet.api().run(WEB_ONLY, version, TestingFleet.only("shop"), done -> {}))
                .isEmpty();
    }

    @Test
    void nothingCanBeDecidedAboutItsDrift() {
        String there = drift("shop").toString();
        String nothing = UUID.randomUUID().toString();
        same(there, nothing, id -> drift.revert(WEB_ONLY, version, UUID.fromString(id), "no", List.of()));
        same(there, nothing, id -> drift.adopt(WEB_ONLY, version, UUID.fromString(id), null, null, "no"));
        same(
                there,
                nothing,
                id -> drift.exempt(
                        WEB_ONLY,
                        version,
                        UUID.fromString(id),
                        "me",
                        fleet.clock.now().plusSeconds(9),
                        "no"));
        assertThat(drift.exempt(
                        WEB_ONLY, version, drift("web"), "me", fleet.clock.now().plusSeconds(9), "known"))
                .isNotNull();
    }

    @Test
    void anExemptionThereIsNotEnded() {
        var made = drift.exempt(
                TestingFleet.GRACE,
                version,
                drift("shop"),
                "grace",
                fleet.clock.now().plusSeconds(600),
                "known");
        same(
                made.id().toString(),
                UUID.randomUUID().toString(),
                id -> access.endExemption(WEB_ONLY, UUID.fromString(id), "no"));
        access.endExemption(TestingFleet.GRACE, made.id(), "done");
    }

    @Test
    void whatWaitsThereIsNotApproved() {
        fleet.policy.deployment("bank", TestPolicy.GOVERN);
        fleet.target("bank").account("old").holds("old", "role:reader");
        version = fleet.publishStored();
        String hash = fleet.run(version, "bank").approvalHash().orElseThrow();
        same(hash, "0".repeat(64), seen -> fleet.api().approve(WEB_ONLY, seen, "yes"));
        assertThat(fleet.api().approve(TestingFleet.GRACE, hash, "yes")).isNotNull();
    }

    @Test
    void aHoldReachesOnlyWhatItsAuthorMayHold() {
        SubjectId ann = fleet.subject("ann").id();
        var onAnn = new Hold.Party.OfSubject(ann);
        var inShop =
                new Hold.Party.OfPrincipal(DeploymentId.of("shop"), new Principal.Account(AccountName.of("old-shop")));
        var all = new Hold.Access.Everything();
        for (Selector where : List.of(
                Selector.ALL,
                TestingFleet.only("shop"),
                new Selector(Set.of(), Set.of(DeploymentId.of("web"), DeploymentId.of("shop")), new TreeMap<>()),
                new Selector(Set.of(), Set.of(), new TreeMap<>(java.util.Map.of("env", Set.of("web")))))) {
            assertThat(message(() -> access.hold(WEB_ONLY, onAnn, all, where, "no", null)))
                    .contains("may place Holds in a part of the fleet");
        }
        assertThat(message(() -> access.hold(WEB_ONLY, inShop, all, Selector.ALL, "no", null)))
                .contains("may place Holds in a part of the fleet");

        Hold everywhere = access.hold(TestingFleet.GRACE, onAnn, all, Selector.ALL, "review", null);
        Hold there = access.hold(TestingFleet.GRACE, onAnn, all, TestingFleet.only("shop"), "review", null);
        access.hold(TestingFleet.GRACE, inShop, all, Selector.ALL, "review", null);
        Hold here = access.hold(WEB_ONLY, onAnn, all, TestingFleet.only("web"), "review", null);
        assertThat(access.holds(WEB_ONLY)).extracting(Hold::id).containsExactlyInAnyOrder(everywhere.id(), here.id());
        for (Hold hold : List.of(everywhere, there)) {
            same(hold.id().value(), UUID.randomUUID().toString(), id -> access.lift(WEB_ONLY, HoldId.of(id), "no"));
        }
        access.lift(WEB_ONLY, here.id(), "done");
    }

    @Test
    void nobodyLiftsAHoldOnAnAccountOfTheirs() {
        SubjectId ann = fleet.subject("ann").id();
        Caller herself = Caller.signedIn(ann, Set.of(Remit.everywhere(Set.of(Permission.values()))), TestingFleet.NOON);
        Hold hold = access.hold(
                TestingFleet.GRACE,
                new Hold.Party.OfPrincipal(DeploymentId.of("shop"), new Principal.Account(AccountName.of("ann"))),
                new Hold.Access.Everything(),
                Selector.ALL,
                "review",
                null);
        assertThat(message(() -> access.lift(herself, hold.id(), "fine")))
                .contains("nobody lifts a Hold on themselves");
    }
}
