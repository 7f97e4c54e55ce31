package dev.mandate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DriftTest {
    private final World world = new World();

    @Test
    void equalSidesHaveNoDrift() {
        world.account("ann").named("x").observe("ann role:x").desire("ann role:x");
        assertThat(world.drift()).isEmpty();
    }

    @Test
    void aPatternIsOneDriftUntilItsCoverageIsComplete() {
        world.defined("team").desire("app-role:team table:a* SELECT").covered("app-role:team table:a* SELECT", 1, 3);
        world.observe("app-role:team table:a1 SELECT");
        assertThat(lines()).containsExactly("Missing app-role:team table:a* SELECT");
        world.covered("app-role:team table:a* SELECT", 3, 3);
        assertThat(lines()).isEmpty();
    }

    @Test
    void aPatternExplainsOnlyLiteralsOfItsPrincipalActionAndEffect() {
        world.defined("team").defined("other").desire("app-role:team table:a* SELECT");
        world.covered("app-role:team table:a* SELECT", 1, 1);
        world.observe(
                "app-role:team table:a1 SELECT",
                "app-role:team table:b1 SELECT",
                "app-role:team table:a1 SELECT;effect=deny",
                "app-role:other table:a1 SELECT");
        assertThat(lines())
                .containsExactly(
                        "Unexpected app-role:other table:a1 SELECT",
                        "Unexpected app-role:team table:a1 SELECT;effect=deny",
                        "Unexpected app-role:team table:b1 SELECT");
    }

    @Test
    void aLiteralUnderAPatternMayDifferInItsOptions() {
        world.defined("team").desire("app-role:team table:a* SELECT");
        world.covered("app-role:team table:a* SELECT", 1, 1).observe("app-role:team table:a1 SELECT;admin=true");
        assertThat(world.lines())
                .containsExactly("3.0 alter app-role:team table:a1 SELECT;admin=true to table:a1 SELECT");
    }

    @Test
    void aDesiredLiteralIsHeldWhenItsPatternIs() {
        world.defined("team").desire("app-role:team table:a* SELECT", "app-role:team table:a9 SELECT");
        world.covered("app-role:team table:a* SELECT", 2, 2);
        assertThat(lines()).isEmpty();
    }

    @Test
    void neutralEntitlementsAreNotCompared() {
        world.defined("team").observe("app-role:team table:website SELECT");
        assertThat(lines()).isEmpty();
    }

    @Test
    void frozenGrantsAreLeftAloneUnlessNobodyMayHoldThem() {
        world.account("ann").account("bob").named("x").observe("ann role:x").desire("bob role:x");
        world.frozen.add(World.grant("ann role:x"));
        world.frozen.add(World.grant("bob role:x"));
        assertThat(lines()).isEmpty();
        world.leaver("ann", Cause.LEFT);
        assertThat(lines()).containsExactly("Different account:ann", "Unexpected account:ann role:x");
    }

    @Test
    void whatAHoldForbidsEndsUrgentlyWhoeverGaveIt() {
        world.account("ann").observe("ann table:a1 SELECT");
        world.forbidden.put(World.principal("ann"), List.of(EntitlementText.parse("table:a* SELECT")));
        assertThat(world.drift()).extracting(Drift::cause).containsExactly(Cause.HOLD);
        assertThat(world.lines()).containsExactly("1.0 remove account:ann table:a1 SELECT");
    }

    @Test
    void anUnknownStatusIsNeverDrift() {
        world.account("ann").observeAccount("ann", AccountKind.PERSONAL, AccountStatus.UNKNOWN, false);
        assertThat(lines()).isEmpty();
        world.observeAccount("ann", AccountKind.PERSONAL, AccountStatus.DISABLED, false);
        assertThat(lines()).containsExactly("Different account:ann");
        world.desireAccount("ann", AccountStatus.UNKNOWN, true);
        assertThat(lines()).isEmpty();
    }

    @Test
    void aNarrowReadComparesOnlyWhatItWasFor() {
        world.account("ann").account("bob").named("x", "y").defined("z");
        world.observe("ann role:x", "bob role:y").desire("bob role:x", "app-role:z table:t SELECT");
        world.read = new ReadScope.Of(Set.of(World.principal("ann")), Set.of());
        assertThat(lines()).containsExactly("Unexpected account:ann role:x");
        world.read = new ReadScope.Of(Set.of(new Principal.AppRole(AppRoleName.of("x"))), Set.of());
        assertThat(lines()).containsExactly("Unexpected account:ann role:x", "Missing account:bob role:x");
    }

    @Test
    void onlyWhatIsOwnedIsDriftThatCanBeEnded() {
        world.account("ann").named("x").found("foreign");
        world.observeAccount("stranger", AccountKind.PERSONAL, AccountStatus.ENABLED, false);
        world.observe(
                "ann role:foreign", "stranger role:x", "stranger table:t SELECT", "app-role:foreign table:t SELECT");
        world.observeFixed("ann table:own SELECT", "it owns the table");
        assertThat(lines())
                .containsExactly(
                        "Unmanaged account:stranger",
                        "Unmanaged app-role:foreign",
                        "Unmanaged account:ann role:foreign",
                        "Unmanaged account:ann table:own SELECT",
                        "Unexpected account:stranger role:x",
                        "Unmanaged account:stranger table:t SELECT",
                        "Unmanaged app-role:foreign table:t SELECT");
    }

    @Test
    void excludedPrincipalsAreNeverTouched() {
        world.account("agent").named("x").observe("agent role:x");
        world.excluded.put(World.principal("agent"), "the agent itself uses it");
        assertThat(lines()).containsExactly("Unmanaged account:agent role:x");
        assertThat(world.scope().lines()).contains("outside: account:agent");
    }

    @Test
    void anAccountThatWasNotAdoptedIsNeverDisabled() {
        world.account("ann").leaver("ann", Cause.LEFT);
        world.made.remove(AccountName.of("ann"));
        assertThat(lines()).containsExactly("Unmanaged account:ann");
        assertThat(world.lines()).isEmpty();
    }

    @Test
    void refusesTwoDeployments() {
        ObservedState observed = new ObservedState(
                DeploymentId.of("other"),
                new ReadScope.Full(Set.of()),
                World.NOW,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
        assertThatThrownBy(() -> Drift.between(world.desired(), observed, world.scope()))
                .hasMessageContaining("other");
    }

    private List<String> lines() {
        return world.drift().stream()
                .map(drift -> drift.getClass().getSimpleName() + " " + drift.thing())
                .toList();
    }
}
