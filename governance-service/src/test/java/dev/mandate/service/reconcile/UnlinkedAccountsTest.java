package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Remit;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.policy.Sights;
import dev.mandate.service.reconcile.UnlinkedController.AccountRow;
import dev.mandate.service.reconcile.UnlinkedController.AccountRows;
import dev.mandate.service.reconcile.UnlinkedController.Unlinked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts that nobody is known to have: each once, page by page, and only those that the caller may look at. */
class UnlinkedAccountsTest {
    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");
    private final ScriptedDeployment lab = fleet.target("lab");

    @AfterEach
    void close() {
        fleet.close();
    }

    private static ObservedAccount account(String name, AccountKind kind) {
        return new ObservedAccount(AccountName.of(name), kind, AccountStatus.ENABLED, "id-" + name, false, Map.of());
    }

    private void found() {
        shop.account(account("zed", AccountKind.PERSONAL)).account(account("amy", AccountKind.SHARED));
        shop.account(account("product", AccountKind.BUILT_IN));
        lab.account(account("kim", AccountKind.SERVICE));
        fleet.people.person("ann").group("readers", "ann");
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .deployment("lab", TestPolicy.GOVERN)
                .appRole("reader", "table:a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        PolicyVersion version = fleet.refresh().publishStored();
        fleet.run(version, "shop");
        fleet.run(version, "lab");
    }

    private AccountRows page(Caller caller, int size, String token) {
        return new UnlinkedController(fleet.get(FleetApi.class), fleet.get(Sights.class))
                .unlinked(
                        caller,
                        new Unlinked(
                                Optional.of(size), Optional.ofNullable(token).filter(one -> !one.isEmpty())));
    }

    private static List<String> names(AccountRows rows) {
        return rows.accounts().stream()
                .map((AccountRow row) -> row.deployment() + "/" + row.account())
                .toList();
    }

    @Test
    void eachIsListedOnceWhateverThePageAndLinkedOnesAreNot() {
        found();
        List<String> all = List.of("lab/kim", "shop/amy", "shop/zed");
        assertThat(names(page(TestingFleet.GRACE, 50, ""))).isEqualTo(all);
        for (int size : List.of(1, 2, 3)) {
            List<String> seen = new ArrayList<>();
            String token = "";
            while (token != null) {
                AccountRows rows = page(TestingFleet.GRACE, size, token);
                seen.addAll(names(rows));
                token = rows.nextPageToken();
            }
            assertThat(seen).as("pages of %s", size).isEqualTo(all);
        }
    }

    @Test
    void whatIsElsewhereIsNeitherListedNorCounted() {
        found();
        var where = new Selector(Set.of(), Set.of(DeploymentId.of("shop")), new TreeMap<>());
        Caller partly = Caller.signedIn(
                SubjectId.of("s"), Set.of(new Remit(Set.of(Permission.ACCESS_READ), where)), TestingFleet.NOON);
        assertThat(names(page(partly, 50, ""))).containsExactly("shop/amy", "shop/zed");
        AccountRows first = page(partly, 2, "");
        assertThat(first.nextPageToken()).isNull();

        Caller nobody = Caller.signedIn(SubjectId.of("s"), Set.of(), TestingFleet.NOON);
        assertThatExceptionOfType(Caller.NotPermitted.class).isThrownBy(() -> page(nobody, 50, ""));
    }
}
