package dev.mandate.agent.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mandate.agent.airflow.ScriptedAirflow.Fault;
import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed.Use;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AirflowReadTest {
    private static final ReadScope FULL = new ReadScope.Full(Set.of());

    private final ScriptedAirflow airflow = new ScriptedAirflow();

    @AfterEach
    void stop() {
        airflow.close();
    }

    @Test
    void readsUsersRolesAndPermissions() {
        airflow.role("analyst", new Pair("can_read", "DAG:sales_daily"), new Pair("can_read", "Website"));
        airflow.user("ann", "analyst", "Viewer");
        ObservedState state = read(FULL);

        assertThat(state.accounts()).containsOnlyKeys(name("mandate"), name("admin"), name("ann"));
        assertThat(account(state, "mandate").kind()).isEqualTo(AccountKind.AGENT);
        assertThat(account(state, "admin").superuser()).isTrue();
        assertThat(account(state, "ann").superuser()).isFalse();
        assertThat(account(state, "ann").attributes()).containsEntry("email", "ann@example.org");
        assertThat(isBuiltIn(state, "Viewer")).isTrue();
        assertThat(isBuiltIn(state, "analyst")).isFalse();
        assertThat(state.grants())
                .containsKeys(
                        ContractChanges.grant(ContractChanges.account("ann"), "role:analyst"),
                        ContractChanges.grant(ContractChanges.account("ann"), "role:Viewer"),
                        ContractChanges.grant(
                                ContractChanges.appRole("analyst"), "permission:DAG:sales_daily can_read"));
    }

    @Test
    void tellsWhenSomebodyLastSignedIn() {
        airflow.user("ann", "Viewer");
        airflow.user("bob", "Viewer");
        airflow.lastLogins.put("ann", "2026-03-01T08:00:00.5");
        try (Agent agent = open()) {
            assertThat(agent.lastUsed().orElseThrow().of(Set.of(name("ann"), name("bob"), name("zed"))))
                    .containsOnly(
                            Map.entry(name("ann"), new Use.At(Instant.parse("2026-03-01T08:00:00.5Z"))),
                            Map.entry(name("bob"), new Use.Never()),
                            Map.entry(name("zed"), new Use.Unknown()));
        }
    }

    @Test
    void aRoleOfWhoHasNotSignedInIsAWayInAndUntoldIsNotNone() {
        try (Agent agent = open()) {
            Ungoverned.Found untold = agent.ungoverned().orElseThrow().find();
            assertThat(untold.ways()).isEmpty();
            assertThat(untold.unseen()).hasSize(2).anyMatch(one -> one.contains("expose_config"));
            airflow.publicRole = Optional.of("");
            Ungoverned.Found none = agent.ungoverned().orElseThrow().find();
            assertThat(none.ways()).isEmpty();
            assertThat(none.unseen()).hasSize(1);
            airflow.publicRole = Optional.of("Public");
            assertThat(agent.ungoverned().orElseThrow().find().ways())
                    .extracting(Ungoverned.Way::kind, Ungoverned.Way::where)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(Ungoverned.Kind.ANONYMOUS, "role Public"));
        }
    }

    @Test
    void readsEveryPageHoweverShortAirflowMakesThem() {
        for (int i = 0; i < 250; i++) {
            airflow.user("user-" + i, "Viewer");
        }
        for (int limit : List.of(2, 7, 100)) {
            airflow.pageLimit = limit;
            assertThat(read(FULL).accounts()).as("pages of %s", limit).hasSize(252);
        }
    }

    @Test
    void readsAgainWhenTheNumberOfUsersChanges() {
        manyUsers();
        var pages = new AtomicInteger();
        airflow.page = answer -> {
            if (answer.containsKey("users") && pages.incrementAndGet() == 2) {
                airflow.user("latecomer", "Viewer");
            }
            return answer;
        };
        assertThat(read(FULL).accounts()).containsKey(name("latecomer")).hasSize(253);
    }

    @Test
    void noticesAUserWhoVanishedWhileAnotherCame() {
        manyUsers();
        var pages = new AtomicInteger();
        airflow.page = answer -> {
            if (answer.containsKey("users") && pages.incrementAndGet() == 1) {
                airflow.users.remove(50);
                airflow.user("latecomer", "Viewer");
            }
            return answer;
        };
        assertThat(read(FULL).accounts())
                .as("user-148 moved from the second page to the first")
                .containsKeys(name("user-148"), name("latecomer"))
                .hasSize(252);
    }

    @Test
    void failsRatherThanReadAPart() {
        manyUsers();
        airflow.page = answer -> {
            var wrong = new HashMap<>(answer);
            wrong.computeIfPresent("users", (key, rows) -> List.of());
            return wrong;
        };
        assertThatThrownBy(() -> read(FULL))
                .asInstanceOf(type(AgentException.class))
                .returns(ErrorCode.INCOMPLETE_READ, AgentException::code);
    }

    @Test
    void failsWhenUsersHaveRolesThatAreNotListed() {
        airflow.user("ann", "ghost");
        assertThatThrownBy(() -> read(FULL))
                .asInstanceOf(type(AgentException.class))
                .returns(ErrorCode.INCOMPLETE_READ, AgentException::code);
    }

    @Test
    void failsOnANameThatItCouldNotWriteBack() {
        airflow.user("zoe\u0308", "Viewer");
        assertThatThrownBy(() -> read(FULL)).isInstanceOf(AgentException.class).hasMessageContaining("normal form C");
    }

    @Test
    void aReadThatIsTurnedAwaySaysUntilWhen() {
        try (Agent agent = open()) {
            airflow.fault("GET", "/users", Fault.THROTTLE);
            assertThatThrownBy(() -> agent.read(FULL))
                    .asInstanceOf(type(AgentException.class))
                    .returns(ErrorCode.THROTTLED, AgentException::code)
                    .returns(Optional.of(Fixture.NOW.plusSeconds(3600)), AgentException::retryAt);
        }
    }

    @Test
    void namesThePermissionItLacks() {
        try (Agent agent = open()) {
            airflow.fault("GET", "/roles", Fault.FORBID);
            assertThatThrownBy(() -> agent.read(FULL))
                    .asInstanceOf(type(AgentException.class))
                    .returns(ErrorCode.NOT_PERMITTED, AgentException::code)
                    .satisfies(e -> assertThat(e).hasMessageContaining("can_read on Roles"));
        }
    }

    @Test
    void readsNarrowlyWithoutListing() {
        airflow.user("ann", "Viewer");
        airflow.user("bob", "Op");
        airflow.role("analyst", new Pair("can_read", "DAGs"));
        try (Agent agent = open()) {
            airflow.seen.clear();
            ObservedState state = agent.read(new ReadScope.Of(Set.of(ContractChanges.account("ann")), Set.of()));
            assertThat(state.accounts()).containsOnlyKeys(name("ann"));
            assertThat(state.grants())
                    .containsOnlyKeys(ContractChanges.grant(ContractChanges.account("ann"), "role:Viewer"));
            assertThat(airflow.seen).hasSize(1);
        }
    }

    @Test
    void readsTheMembersOfARoleWithWhatTheyAre() {
        airflow.role("analyst", new Pair("can_read", "DAGs"));
        airflow.user("ann", "analyst", "Viewer");
        airflow.user("root", "analyst", "Admin");
        ObservedState state = read(new ReadScope.Of(Set.of(ContractChanges.appRole("analyst")), Set.of()));
        assertThat(state.grants())
                .containsOnlyKeys(
                        ContractChanges.grant(ContractChanges.account("ann"), "role:analyst"),
                        ContractChanges.grant(ContractChanges.account("root"), "role:analyst"),
                        ContractChanges.grant(ContractChanges.appRole("analyst"), "permission:DAGs can_read"));
        assertThat(account(state, "root").superuser())
                .as("or a narrow read would make a superuser look like anybody")
                .isTrue();
    }

    @Test
    void seesBothOfTwoUsersThatDifferOnlyInCase() {
        airflow.user("ann", "Viewer");
        airflow.user("ANN", "Op");
        ObservedState state = read(
                new ReadScope.Of(Set.of(ContractChanges.account("ann"), ContractChanges.account("ANN")), Set.of()));
        assertThat(state.accounts()).containsOnlyKeys(name("ann"), name("ANN"));
    }

    @Test
    void tellsHowMuchOfAPatternIsHeld() {
        airflow.role("analyst", new Pair("can_read", "DAG:sales_daily"));
        Grant pattern = ContractChanges.grant(ContractChanges.appRole("analyst"), "permission:DAG:* can_read");
        assertThat(read(new ReadScope.Full(Set.of(pattern))).coverage())
                .containsExactlyEntriesOf(Map.of(pattern, new Coverage(1, 2)));
    }

    @Test
    void logsInAgainWhenItsTokenIsNoLongerGood() {
        try (Agent agent = open()) {
            airflow.forgetTokens();
            assertThat(agent.read(FULL).accounts()).isNotEmpty();
        }
    }

    private void manyUsers() {
        for (int i = 0; i < 250; i++) {
            airflow.user("user-" + i, "Viewer");
        }
    }

    private ObservedState read(ReadScope scope) {
        try (Agent agent = open()) {
            return agent.read(scope);
        }
    }

    private Agent open() {
        return new AirflowType().open(Fixture.connection(airflow.url(), Map.of()), Fixture.PACING);
    }

    private static ObservedAccount account(ObservedState state, String name) {
        return Objects.requireNonNull(state.accounts().get(name(name)));
    }

    private static boolean isBuiltIn(ObservedState state, String role) {
        return Objects.requireNonNull(state.appRoles().get(AppRoleName.of(role)))
                .builtIn();
    }

    private static AccountName name(String name) {
        return AccountName.of(name);
    }
}
