package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.LikelyCause;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the inbox says of how a difference came to be. */
class LikelyCausesTest {
    private static final Grant ANN_READS =
            new Grant(new Principal.Account(AccountName.of("ann")), Entitlement.memberOf(AppRoleName.of("reader")));

    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");

    @AfterEach
    void close() {
        fleet.close();
    }

    private PolicyVersion readers(Modes modes) {
        fleet.people.person("ann").person("bob").group("readers", "ann");
        fleet.policy
                .deployment("shop", modes)
                .appRole("reader", "table:a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        shop.resource("table", "a");
        return fleet.refresh().publish();
    }

    /** By what the difference is about. */
    private Map<String, LikelyCause> likely() {
        return fleet.get(DriftApi.class).open(TestingFleet.ADA, fleet.publish(), Selector.ALL).stream()
                .collect(Collectors.toMap(
                        one -> one.sort().word() + " " + one.principal()
                                + one.entitlement().map(what -> " " + what).orElse(""),
                        OpenDrift::likely));
    }

    @Test
    void whatWasThereFirstAndWhatIsNotGivenYet() {
        shop.account("old").appRole("reader").holds("old", "role:reader");
        fleet.run(readers(Modes.OBSERVE_ALL), "shop");
        assertThat(likely())
                .containsEntry("unexpected account:old role:reader", LikelyCause.BEFORE)
                .containsEntry("missing account:ann role:reader", LikelyCause.NOT_GIVEN)
                .containsEntry("missing account:ann", LikelyCause.NOT_GIVEN);
    }

    @Test
    void whatSomebodyDidByHandStaysSoWhenItIsSeenAgain() {
        fleet.run(readers(TestPolicy.GOVERN), "shop");
        shop.account("root").holds("root", "role:reader").take(ANN_READS);
        fleet.get(ReconcileApi.class).look(TestingFleet.ADA, fleet.publish(), Selector.ALL, done -> {});
        for (int looks = 0; looks < 2; looks++) {
            assertThat(likely())
                    .containsEntry("unexpected account:root role:reader", LikelyCause.HAND)
                    .containsEntry("missing account:ann role:reader", LikelyCause.HAND);
            fleet.get(ReconcileApi.class).look(TestingFleet.ADA, fleet.publish(), Selector.ALL, done -> {});
        }
    }

    @Test
    void whatChangedWhileTheTargetGotAnotherRelease() {
        fleet.run(readers(TestPolicy.GOVERN), "shop");
        fleet.database.queries().execute("update reconcile.reading set release = '0'");
        shop.take(ANN_READS);
        fleet.get(ReconcileApi.class).look(TestingFleet.ADA, fleet.publish(), Selector.ALL, done -> {});
        assertThat(likely()).containsEntry("missing account:ann role:reader", LikelyCause.UPGRADE);
    }

    @Test
    void whatWasTriedInVain() {
        PolicyVersion version = readers(TestPolicy.GOVERN);
        fleet.run(version, "shop");
        shop.take(ANN_READS).refuses("role:reader");
        fleet.get(ReconcileApi.class).look(TestingFleet.ADA, fleet.publish(), Selector.ALL, done -> {});
        assertThat(likely()).containsEntry("missing account:ann role:reader", LikelyCause.HAND);
        fleet.run(version, "shop");
        assertThat(likely()).containsEntry("missing account:ann role:reader", LikelyCause.FAILED_PUSH);
    }
}
