package dev.mandate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Mode;
import dev.mandate.model.access.Modes;
import dev.mandate.model.plan.PlanLimits.Ability;
import dev.mandate.model.plan.PlanLimits.Unit;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.ReadScope;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private final World world = new World();

    @Test
    void createsBeforeItGrants() {
        world.desireAccount("ann", AccountStatus.ENABLED, false).desire("ann role:analyst");
        world.desiredRoles.add(AppRoleName.of("analyst"));
        world.desire("app-role:analyst table:orders SELECT");
        assertThat(world.lines())
                .containsExactly(
                        "3.0 create app-role:analyst",
                        "3.0 add app-role:analyst table:orders SELECT",
                        "3.1 create account:ann",
                        "3.1 add account:ann role:analyst");
    }

    @Test
    void grantsBeforeItRevokesWhereAnAccountSwaps() {
        world.account("ann").account("bob").named("old", "new").observe("ann role:old", "bob role:old");
        world.desire("ann role:new");
        assertThat(world.lines())
                .containsExactly(
                        "2.0 add account:ann role:new",
                        "2.0 remove account:ann role:old",
                        "3.1 remove account:bob role:old");
    }

    @Test
    void whatASwapLivesOnIsThereBeforeIt() {
        world.account("ann").defined("old", "team").named("new");
        world.observe("ann role:old", "ann role:team", "app-role:old table:t SELECT");
        world.desire("ann role:new", "ann role:team", "app-role:team table:t SELECT", "app-role:old table:t SELECT");
        assertThat(world.lines())
                .containsExactly(
                        "2.0 add app-role:team table:t SELECT",
                        "2.1 add account:ann role:new",
                        "2.1 remove account:ann role:old");
    }

    @Test
    void widensBeforeItNarrows() {
        world.account("ann").account("zoe").defined("a").named("x", "y");
        world.observe("ann role:x", "app-role:a table:t SELECT").desire("zoe role:y", "app-role:a table:u SELECT");
        assertThat(world.lines())
                .containsExactly(
                        "3.0 add app-role:a table:u SELECT",
                        "3.1 add account:zoe role:y",
                        "3.2 remove account:ann role:x",
                        "3.3 remove app-role:a table:t SELECT");
    }

    @Test
    void aLeaverIsDisabledAndStrippedFirst() {
        world.account("ann").account("bob").named("x").observe("ann role:x").desire("bob role:x");
        world.leaver("ann", Cause.LEFT);
        assertThat(world.lines())
                .containsExactly(
                        "1.0 disabled account:ann", "1.0 remove account:ann role:x", "3.1 add account:bob role:x");
    }

    @Test
    void aLeaverIsOnlyStrippedWhereAccountsCannotBeDisabled() {
        world.account("ann").named("x").observe("ann role:x").leaver("ann", Cause.LEFT);
        world.limits = new PlanLimits("pin-1", Unit.PRINCIPAL, 100, Set.of());
        assertThat(world.lines()).containsExactly("1.0 remove account:ann role:x");
        assertThat(world.plan().drift()).hasSize(1);
    }

    @Test
    void aDenyIsLiftedAfterWhatItLimited() {
        world.account("ann").observe("ann table:* SELECT", "ann table:secret SELECT;effect=deny");
        world.leaver("ann", Cause.LEFT);
        assertThat(world.lines())
                .containsExactly(
                        "1.0 disabled account:ann",
                        "1.0 remove account:ann table:* SELECT",
                        "3.1 remove account:ann table:secret SELECT;effect=deny");
    }

    @Test
    void aDenyIsPutBeforeWhatItLimits() {
        world.account("ann").desire("ann table:* SELECT", "ann table:secret SELECT;effect=deny");
        assertThat(world.lines())
                .containsExactly(
                        "2.0 add account:ann table:secret SELECT;effect=deny", "2.0 add account:ann table:* SELECT");
    }

    @Test
    void opensAnAccountOnlyWhenItHasNothingThatItShouldNotHave() {
        world.account("ann").observeAccount("ann", AccountKind.PERSONAL, AccountStatus.DISABLED, false);
        world.named("x").observe("ann role:x");
        assertThat(world.lines()).containsExactly("3.0 remove account:ann role:x", "3.0 enabled account:ann");
    }

    @Test
    void deletesAnAppRoleOnlyWhenNothingIsLeftOfIt() {
        world.account("ann").found("old").named("other");
        world.deleting.add(AppRoleName.of("old"));
        world.observe("ann role:old", "app-role:old table:t SELECT");
        assertThat(world.lines())
                .containsExactly(
                        "3.0 remove account:ann role:old",
                        "3.1 remove app-role:old table:t SELECT",
                        "3.1 delete app-role:old");
        world.observeFixed("app-role:old table:own SELECT", "it owns the table");
        assertThat(world.lines()).hasSize(2).noneMatch(line -> line.contains("delete"));
    }

    @Test
    void plansNothingWhereItOnlyObserves() {
        world.modes = Modes.OBSERVE_ALL;
        world.account("ann").account("bob").named("x").observe("ann role:x").desire("bob role:x");
        world.leaver("ann", Cause.LEFT);
        assertThat(world.lines()).isEmpty();
        assertThat(world.plan().findings())
                .extracting(Finding::code, Finding::about)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(FindingCode.OBSERVE_ONLY, "account:ann"),
                        org.assertj.core.groups.Tuple.tuple(FindingCode.OBSERVE_ONLY, "account:ann role:x"));
    }

    @Test
    void additiveEndsOnlyWhatMandateGaveAndOnlyUrgently() {
        world.modes = new Modes(Mode.OBSERVE, Mode.ADDITIVE, Mode.ADDITIVE);
        world.account("ann").named("expired", "held", "foreign", "dropped", "new");
        world.observe("ann role:expired", "ann role:held", "ann role:foreign", "ann role:dropped")
                .desire("ann role:new");
        world.given.put(World.grant("ann role:expired"), Cause.EXPIRED);
        world.given.put(World.grant("ann role:dropped"), Cause.POLICY);
        world.withheld.put(World.grant("ann role:held"), Cause.HOLD);
        assertThat(world.lines())
                .containsExactly("1.0 remove account:ann role:expired", "3.1 add account:ann role:new");
        assertThat(world.plan().findings()).extracting(Finding::about).containsExactly("account:ann role:held");
    }

    @Test
    void accessThatViolatesAConstraintEndsOnlyByADecision() {
        world.account("ann").named("checker").observe("ann role:checker");
        world.withheld.put(World.grant("ann role:checker"), Cause.CONSTRAINT);
        assertThat(world.lines()).isEmpty();
        assertThat(world.plan().findings()).extracting(Finding::code).containsExactly(FindingCode.CONSTRAINT_VIOLATED);
    }

    @Test
    void grantsNothingToAnAccountThatNobodyCreates() {
        world.modes = new Modes(Mode.OBSERVE, Mode.AUTHORITATIVE, Mode.AUTHORITATIVE);
        world.desireAccount("ann", AccountStatus.ENABLED, false).named("x").desire("ann role:x");
        assertThat(world.lines()).isEmpty();
        assertThat(world.plan().findings()).extracting(Finding::code).containsExactly(FindingCode.ACCOUNT_NOT_CREATED);
    }

    @Test
    void aRoleThatDoesNotExistThereIsAFindingNotAChange() {
        world.account("ann").desire("ann role:analist");
        world.named.add(AppRoleName.of("analist"));
        assertThat(world.lines()).isEmpty();
        assertThat(world.plan().findings()).extracting(Finding::code).containsExactly(FindingCode.UNKNOWN_VOCABULARY);
        world.read = new ReadScope.Of(Set.of(World.principal("ann")), Set.of());
        assertThat(world.lines()).hasSize(1);
    }

    @Test
    void aKindThatTheVocabularyLacksIsAFindingNotAChange() {
        world.account("ann").desire("ann topic:orders READ");
        assertThat(world.lines()).isEmpty();
        assertThat(world.plan().findings()).extracting(Finding::code).containsExactly(FindingCode.UNKNOWN_VOCABULARY);
    }

    @Test
    void protectedEntitlementsAreNeitherGivenNorTaken() {
        world.account("ann").account("bob").named("admin");
        world.observe("ann role:admin;admin=true").desire("bob role:admin").leaver("ann", Cause.LEFT);
        world.protect.add(EntitlementText.parse("role:admin"));
        assertThat(world.lines()).containsExactly("1.0 disabled account:ann");
        assertThat(world.plan().findings())
                .extracting(Finding::about)
                .containsExactly("account:ann role:admin;admin=true", "account:bob role:admin");
    }

    @Test
    void cutsBatchesByPrincipalOrFillsTransactions() {
        world.account("ann").account("bob").named("x", "y", "z");
        world.desire("ann role:x", "ann role:y", "ann role:z", "bob role:x");
        world.limits = new PlanLimits("pin-1", Unit.PRINCIPAL, 2, Set.of(Ability.values()));
        assertThat(world.plan().batches())
                .extracting(batch -> batch.changes().size())
                .containsExactly(2, 1, 1);
        world.limits = new PlanLimits("pin-1", Unit.TRANSACTION, 4, Set.of(Ability.values()));
        assertThat(world.plan().batches())
                .extracting(batch -> batch.changes().size())
                .containsExactly(4);
        world.limits = new PlanLimits("pin-1", Unit.TRANSACTION, 3, Set.of(Ability.values()));
        assertThat(world.plan().batches())
                .extracting(batch -> batch.changes().size())
                .containsExactly(3, 1);
    }

    @Test
    void theHashCoversEffectsAndPriorsAndThePinButNotTheCause() {
        world.account("ann").named("x").observe("ann role:x");
        String hash = world.plan().hash();
        world.given.put(World.grant("ann role:x"), Cause.ABSENT);
        assertThat(world.plan().hash()).isEqualTo(hash);
        world.observe("ann role:x;admin=true");
        assertThat(world.plan().hash()).isNotEqualTo(hash);
        world.observe("ann role:x");
        world.limits = new PlanLimits("pin-2", Unit.PRINCIPAL, 100, Set.of(Ability.values()));
        assertThat(world.plan().hash()).isNotEqualTo(hash);
    }

    @Test
    void aSwapNamesTheRolesItAwaits() {
        world.account("ann").defined("old", "team").named("new");
        world.observe("ann role:old", "ann role:team").desire("ann role:new", "ann role:team");
        world.desire("app-role:team table:t SELECT");
        assertThat(world.plan().awaits())
                .containsOnlyKeys(AccountName.of("ann"))
                .allSatisfy((account, roles) -> assertThat(List.copyOf(roles)).containsExactly(AppRoleName.of("team")));
    }
}
