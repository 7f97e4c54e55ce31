package dev.mandate.agent.superset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome.Rejected;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    private static final Entitlement FILTER = SupersetTarget.filter("eu", "region = 'EU'", SupersetTarget.ORDERS);

    private final Names names = new Names(
            new SupersetType().vocabularies().vocabulary(Release.of("6.1.0")),
            "mandate",
            Set.of("mandate-agent", "group:agents"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app-role | Alpha         | permission:Chart can_read   | ships the role
            app-role | mandate-agent | permission:Chart can_read   | the agent's own permissions
            app-role | group:agents  | role:Gamma                  | the agent's own permissions
            account  | MANDATE       | role:Gamma                  | agent's own user
            account  | ann           | role:Public                 | stands in
            account  | ann           | permission:Chart can_read   | holds roles and groups
            app-role | group:team    | permission:Chart can_read   | holds roles
            app-role | group:team    | role:group:other            | do not nest
            app-role | reader        | role:Gamma                  | do not nest
            app-role | reader        | permission:Chart can_fly    | no action 'can_fly'
            app-role | reader        | row-filter:eu               | needs a clause
            app-role | \\u0078       | role:Gamma                  | is not how a role
            app-role | group:        | role:Gamma                  | is not how a role
            """)
    void refusesBeforeAnyCall(String kind, String name, String entitlement, String why) {
        Principal principal = kind.equals("account") ? ContractChanges.account(name) : ContractChanges.appRole(name);
        assertThat(why(ContractChanges.add(principal, entitlement))).contains(why);
        assertThat(why(ContractChanges.remove(principal, entitlement))).contains(why);
    }

    @Test
    void takesWhatSupersetCanHold() {
        Principal reader = ContractChanges.appRole("reader");
        assertThat(why(ContractChanges.add(reader, "permission:Chart can_read")))
                .isEmpty();
        assertThat(why(add(reader, FILTER))).isEmpty();
        assertThat(why(ContractChanges.add(ContractChanges.account("ann"), "role:group:team")))
                .isEmpty();
        assertThat(why(ContractChanges.add(ContractChanges.appRole("group:team"), "role:Gamma")))
                .isEmpty();
    }

    @Test
    void refusesFiltersThatWouldWidenOrName() {
        Principal reader = ContractChanges.appRole("reader");
        assertThat(why(add(new Principal.Anyone(), FILTER))).contains("type Base");
        assertThat(why(add(reader, with(Rule.GROUP_KEY, "region")))).contains("group key");
        assertThat(why(add(reader, with(Rule.DATASETS, "orders")))).contains("datasource_access");
    }

    private static Entitlement with(String option, String value) {
        var options = new TreeMap<>(FILTER.options());
        options.put(option, value);
        return new Entitlement(
                FILTER.kind(), FILTER.resource(), false, null, FILTER.effect(), FILTER.condition(), options);
    }

    private static Change add(Principal principal, Entitlement entitlement) {
        return new Change.AddGrant(new Grant(principal, entitlement), Direction.BOTH);
    }

    private String why(Change change) {
        return names.refusal(change).map(Rejected::why).orElse("");
    }
}
