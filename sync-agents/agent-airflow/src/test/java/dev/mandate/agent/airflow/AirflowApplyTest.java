package dev.mandate.agent.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mandate.agent.airflow.ScriptedAirflow.Fault;
import dev.mandate.agent.api.Agent;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.Outcome.AlreadyInPlace;
import dev.mandate.model.plan.Outcome.Applied;
import dev.mandate.model.plan.Outcome.Rejected;
import dev.mandate.model.plan.Outcome.Unreachable;
import dev.mandate.model.state.AccountStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AirflowApplyTest {
    private static final Pair READ_SALES = new Pair("can_read", "DAG:sales_daily");
    private static final Pair WEBSITE = new Pair("can_read", "Website");

    private final ScriptedAirflow airflow = new ScriptedAirflow();
    private final Agent agent = new AirflowType().open(Fixture.connection(airflow.url(), Map.of()), Fixture.PACING);

    @AfterEach
    void stop() {
        agent.close();
        airflow.close();
    }

    @Test
    void makesAUserWithItsRolesInOneCall() {
        airflow.role("analyst");
        var outcomes = apply(
                ContractChanges.createAccount("ann", "email", "ann@corp.example", "name", "Ann B. Example"),
                ContractChanges.add(ContractChanges.account("ann"), "role:analyst"),
                ContractChanges.add(ContractChanges.account("ann"), "role:Viewer"));
        assertThat(outcomes).allMatch(Applied.class::isInstance);
        assertThat(airflow.rolesOf("ann")).containsExactlyInAnyOrder("analyst", "Viewer");
        assertThat(airflow.writes()).containsExactly("POST /auth/fab/v1/users");
        assertThat(airflow.seen)
                .filteredOn(seen -> seen.method().equals("POST"))
                .last()
                .satisfies(seen ->
                        assertThat(seen.body()).contains("\"first_name\":\"Ann B.\"", "\"last_name\":\"Example\""));
    }

    @Test
    void saysWhenAirflowWillActOnIt() {
        airflow.user("ann");
        assertThat(apply(ContractChanges.add(ContractChanges.account("ann"), "role:Viewer")))
                .containsExactly(new Applied(Fixture.NOW.plusSeconds(30)));
    }

    @Test
    void makesAUserWithoutRolesByWayOfPublic() {
        assertThat(apply(ContractChanges.createAccount("ann"))).hasOnlyElementsOfType(Applied.class);
        assertThat(airflow.rolesOf("ann")).isEmpty();
    }

    @Test
    void takesPublicBackWhenMakingAUserBrokeOff() {
        airflow.fault("POST", "/users", Fault.DO_AND_BREAK);
        assertThat(apply(ContractChanges.createAccount("ann"))).hasOnlyElementsOfType(Applied.class);
        assertThat(airflow.rolesOf("ann")).isEmpty();
    }

    @Test
    void givesEachUserAnotherLongPassword() {
        apply(ContractChanges.createAccount("ann"));
        apply(ContractChanges.createAccount("bob"));
        List<String> passwords = airflow.seen.stream()
                .filter(seen -> seen.method().equals("POST") && seen.path().endsWith("/users"))
                .map(seen -> seen.body().replaceAll(".*\"password\":\"([^\"]+)\".*", "$1"))
                .toList();
        assertThat(passwords).hasSize(2).doesNotHaveDuplicates().allMatch(password -> password.length() >= 43);
    }

    @Test
    void changesNothingTheSecondTime() {
        List<Change> changes = List.of(
                ContractChanges.createRole("analyst"),
                ContractChanges.add(ContractChanges.appRole("analyst"), "permission:DAG:sales_daily can_read"),
                ContractChanges.createAccount("ann", "email", "ann@corp.example"),
                ContractChanges.add(ContractChanges.account("ann"), "role:analyst"));
        apply(changes.toArray(Change[]::new));
        List<String> writes = airflow.writes();
        assertThat(apply(changes.toArray(Change[]::new))).hasOnlyElementsOfType(AlreadyInPlace.class);
        assertThat(airflow.writes()).isEqualTo(writes);
    }

    @Test
    void keepsWhatARoleHoldsBesides() {
        airflow.role("analyst", READ_SALES, WEBSITE, new Pair("can_edit", "DAGs"));
        apply(
                ContractChanges.add(ContractChanges.appRole("analyst"), "permission:DAG:hr can_read"),
                ContractChanges.remove(ContractChanges.appRole("analyst"), "permission:DAGs can_edit"));
        assertThat(airflow.contentOf("analyst"))
                .containsExactlyInAnyOrder(READ_SALES, WEBSITE, new Pair("can_read", "DAG:hr"));
    }

    @Test
    void keepsWhatAUserHoldsBesides() {
        airflow.user("ann", "Viewer", "Op");
        airflow.role("analyst");
        apply(
                ContractChanges.add(ContractChanges.account("ann"), "role:analyst"),
                ContractChanges.remove(ContractChanges.account("ann"), "role:Op"));
        assertThat(airflow.rolesOf("ann")).containsExactlyInAnyOrder("Viewer", "analyst");
    }

    @Test
    void givesAndTakesWhatAPatternStandsForButNeverWebsite() {
        airflow.role("analyst", WEBSITE);
        apply(ContractChanges.add(ContractChanges.appRole("analyst"), "permission:* can_read"));
        assertThat(airflow.contentOf("analyst"))
                .containsExactlyInAnyOrderElementsOf(airflow.pairs.stream()
                        .filter(pair -> pair.action().equals("can_read"))
                        .toList());
        apply(ContractChanges.remove(ContractChanges.appRole("analyst"), "permission:* can_read"));
        assertThat(airflow.contentOf("analyst")).containsExactly(WEBSITE);
    }

    @Test
    void deletesOnlyARoleThatNobodyHoldsAndThatHoldsNothing() {
        airflow.role("old", WEBSITE);
        airflow.role("full", READ_SALES);
        airflow.role("used", WEBSITE);
        airflow.user("ann", "used");
        assertThat(apply(
                        ContractChanges.deleteRole("old"),
                        ContractChanges.deleteRole("full"),
                        ContractChanges.deleteRole("used")))
                .satisfiesExactly(
                        applied -> assertThat(applied).isInstanceOf(Applied.class),
                        full -> rejected(full, Rejected.STALE_PRIOR, "permissions"),
                        used -> rejected(used, Rejected.STALE_PRIOR, "somebody"));
        assertThat(airflow.roles).doesNotContainKey("old").containsKeys("full", "used");
        assertThat(apply(ContractChanges.deleteRole("old"))).hasOnlyElementsOfType(AlreadyInPlace.class);
    }

    @Test
    void refusesOnlyWhatAirflowDoesNotKnow() {
        airflow.role("analyst");
        assertThat(apply(
                        ContractChanges.add(ContractChanges.appRole("analyst"), "permission:DAG:typo can_read"),
                        ContractChanges.add(ContractChanges.appRole("analyst"), "permission:DAG:hr can_read")))
                .satisfiesExactly(
                        typo -> rejected(typo, Rejected.UNKNOWN_ON_TARGET, "DAG:typo"),
                        known -> assertThat(known).isInstanceOf(Applied.class));
        airflow.user("ann");
        assertThat(apply(
                        ContractChanges.add(ContractChanges.account("ann"), "role:typo"),
                        ContractChanges.add(ContractChanges.account("ann"), "role:Viewer")))
                .satisfiesExactly(
                        typo -> rejected(typo, Rejected.UNKNOWN_ON_TARGET, "typo"),
                        known -> assertThat(known).isInstanceOf(Applied.class));
    }

    @Test
    void doesNotTakeAnotherUsersNameOrAddress() {
        airflow.user("Ann", "Viewer");
        assertThat(apply(ContractChanges.createAccount("ann")))
                .satisfiesExactly(refused -> rejected(refused, Rejected.NAME_NOT_ALLOWED, "'Ann'"));
        assertThat(apply(ContractChanges.createAccount("eve", "email", "Ann@example.org")))
                .satisfiesExactly(refused -> rejected(refused, Rejected.NAME_NOT_ALLOWED, "e-mail"));
        assertThat(apply(ContractChanges.createAccount("Ann", "email", "other@example.org")))
                .satisfiesExactly(refused -> rejected(refused, Rejected.STALE_PRIOR, "link"));
    }

    @Test
    void doesNotSayThatAUserIsGoneWhomItCannotAddress() {
        airflow.user("ann", "Viewer");
        airflow.user("ANN", "Viewer");
        assertThat(apply(ContractChanges.remove(ContractChanges.account("ann"), "role:Viewer")))
                .satisfiesExactly(refused -> rejected(refused, Rejected.NAME_NOT_ALLOWED, "case"));
        assertThat(apply(ContractChanges.remove(ContractChanges.account("nobody"), "role:Viewer")))
                .hasOnlyElementsOfType(AlreadyInPlace.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", " a", "a ", "a\u00a0", ".", "..", "toolong"})
    void refusesNamesThatAirflowCannotManage(String name) {
        String wrong = name.equals("toolong") ? "x".repeat(65) : name;
        airflow.seen.clear();
        assertThat(apply(ContractChanges.createRole(wrong)))
                .satisfiesExactly(refused -> rejected(refused, Rejected.NAME_NOT_ALLOWED, ""));
        assertThat(apply(ContractChanges.createAccount(name.equals("toolong") ? "x".repeat(481) : name)))
                .satisfiesExactly(refused -> rejected(refused, Rejected.NAME_NOT_ALLOWED, ""));
        assertThat(apply(ContractChanges.add(ContractChanges.account("ann"), "role:\"" + wrong + "\"")))
                .satisfiesExactly(refused -> rejected(refused, Rejected.NAME_NOT_ALLOWED, ""));
        assertThat(airflow.seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "Ünï cödé", "q\"'\\", "a%2Fb", "a?b#c", "*", "a+b;c", "漢字"})
    void managesNamesOfAllKinds(String name) {
        apply(ContractChanges.createRole(name), ContractChanges.createAccount(name));
        assertThat(apply(new Change.AddGrant(
                        new dev.mandate.model.access.Grant(
                                ContractChanges.account(name),
                                dev.mandate.model.access.Entitlement.memberOf(
                                        dev.mandate.model.access.AppRoleName.of(name))),
                        dev.mandate.model.access.Direction.WIDENS)))
                .hasOnlyElementsOfType(Applied.class);
        assertThat(airflow.rolesOf(name)).containsExactly(name);
    }

    @Test
    void neverTouchesItselfBuiltInsOrWebsite() {
        airflow.role("analyst", WEBSITE);
        airflow.seen.clear();
        var outcomes = apply(
                ContractChanges.add(ContractChanges.account("Mandate"), "role:Admin"),
                ContractChanges.remove(ContractChanges.account("mandate"), "role:mandate-agent"),
                ContractChanges.remove(ContractChanges.appRole("mandate-agent"), "permission:Users can_edit"),
                ContractChanges.add(ContractChanges.appRole("Viewer"), "permission:DAGs can_edit"),
                ContractChanges.deleteRole("Public"),
                ContractChanges.remove(ContractChanges.appRole("analyst"), "permission:Website can_read"),
                new Change.SetAccountStatus(AccountName.of("ann"), AccountStatus.ENABLED, AccountStatus.DISABLED));
        assertThat(outcomes).hasSize(7).allSatisfy(outcome -> rejected(outcome, Rejected.NOT_PERMITTED, ""));
        assertThat(airflow.seen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"BREAK", "DO_AND_BREAK", "FAIL", "DO_AND_FAIL"})
    void settlesByReadingWhatBecameOfAWrite(Fault fault) {
        airflow.user("ann", "Viewer");
        airflow.role("analyst");
        airflow.fault("PATCH", "/users", fault);
        airflow.fault("POST", "/roles", fault);
        airflow.fault("DELETE", "/roles", fault);
        airflow.role("old");
        assertThat(apply(
                        ContractChanges.add(ContractChanges.account("ann"), "role:analyst"),
                        ContractChanges.createRole("new"),
                        ContractChanges.add(ContractChanges.appRole("new"), "permission:DAG:hr can_read"),
                        ContractChanges.deleteRole("old")))
                .hasOnlyElementsOfType(Applied.class);
        assertThat(airflow.rolesOf("ann")).containsExactlyInAnyOrder("Viewer", "analyst");
        assertThat(airflow.contentOf("new")).containsExactly(new Pair("can_read", "DAG:hr"));
        assertThat(airflow.roles).doesNotContainKey("old");
        boolean done = fault == Fault.DO_AND_BREAK || fault == Fault.DO_AND_FAIL;
        assertThat(airflow.writes()).as("repeated only where it did not happen").hasSize(done ? 3 : 6);
    }

    @Test
    void doesNotBelieveAnAnswerThatEchoesTheRequest() {
        airflow.role("analyst", READ_SALES);
        airflow.fault("PATCH", "/roles", Fault.ECHO);
        assertThat(apply(ContractChanges.add(ContractChanges.appRole("analyst"), "permission:DAG:hr can_read")))
                .satisfiesExactly(outcome -> rejected(outcome, Rejected.STALE_PRIOR, "reading back"));
    }

    @Test
    void givesUpAWriteThatNeverSucceeds() {
        airflow.user("ann");
        airflow.fault("PATCH", "/users", Fault.FAIL, Fault.FAIL, Fault.FAIL, Fault.FAIL, Fault.FAIL);
        assertThat(apply(ContractChanges.add(ContractChanges.account("ann"), "role:Viewer")))
                .satisfiesExactly(outcome -> assertThat(outcome)
                        .asInstanceOf(type(Unreachable.class))
                        .returns(Fixture.NOW.plusSeconds(30), Unreachable::retryAt));
        assertThat(airflow.writes()).hasSize(3);
    }

    @Test
    void waitsAsLongAsAirflowAsks() {
        airflow.user("ann");
        airflow.fault("PATCH", "/users", Fault.THROTTLE);
        assertThat(apply(ContractChanges.add(ContractChanges.account("ann"), "role:Viewer")))
                .satisfiesExactly(outcome -> assertThat(outcome)
                        .asInstanceOf(type(Unreachable.class))
                        .returns(Fixture.NOW.plusSeconds(3600), Unreachable::retryAt));
    }

    @Test
    void namesThePermissionItLacks() {
        airflow.user("ann");
        airflow.fault("PATCH", "/users", Fault.FORBID);
        assertThat(apply(ContractChanges.add(ContractChanges.account("ann"), "role:Viewer")))
                .satisfiesExactly(outcome -> rejected(outcome, Rejected.NOT_PERMITTED, "can_edit on Users"));
    }

    @Test
    void logsInAgainOnceForAWrite() {
        airflow.user("ann");
        airflow.forgetTokens();
        assertThat(apply(ContractChanges.add(ContractChanges.account("ann"), "role:Viewer")))
                .hasOnlyElementsOfType(Applied.class);
    }

    @Test
    void saysThatTheTargetIsGone() {
        airflow.close();
        assertThat(apply(ContractChanges.add(ContractChanges.account("ann"), "role:Viewer")))
                .hasOnlyElementsOfType(Unreachable.class);
    }

    @Test
    void letsOneWriterAtATimeOnEachUserAndRole() throws Exception {
        airflow.user("ann");
        airflow.role("analyst");
        for (int i = 0; i < 8; i++) {
            airflow.role("r" + i);
        }
        var work = new ArrayList<Callable<List<Outcome>>>();
        for (int i = 0; i < 8; i++) {
            String role = "role:r" + i;
            String dag = "permission:" + (i % 2 == 0 ? "DAGs" : "DAG:hr") + " "
                    + List.of("can_read", "can_create", "can_edit", "can_delete")
                            .get(i / 2);
            work.add(() -> apply(ContractChanges.add(ContractChanges.account("ann"), role)));
            work.add(() -> apply(ContractChanges.add(ContractChanges.appRole("analyst"), dag)));
        }
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : callers.invokeAll(work)) {
                assertThat(done.get()).hasOnlyElementsOfType(Applied.class);
            }
        }
        assertThat(airflow.rolesOf("ann")).hasSize(8);
        assertThat(airflow.contentOf("analyst")).hasSize(8);
        assertThat(airflow.writes()).as("no write met another one").hasSize(16);
    }

    @Test
    void refusesWhatAirflowHasNoWordFor() {
        assertThat(apply(
                        ContractChanges.add(ContractChanges.account("ann"), "permission:DAGs can_read"),
                        ContractChanges.add(ContractChanges.appRole("analyst"), "role:Viewer"),
                        ContractChanges.add(ContractChanges.appRole("analyst"), "permission:DAGs can_fly"),
                        ContractChanges.add(ContractChanges.appRole("analyst"), "permission:DAGs can_read;effect=deny"),
                        ContractChanges.add(new dev.mandate.model.access.Principal.Anyone(), "role:Viewer")))
                .allSatisfy(outcome -> rejected(outcome, Rejected.UNKNOWN_ON_TARGET, ""));
    }

    private List<Outcome> apply(Change... changes) {
        return agent.apply(ContractChanges.batch(changes));
    }

    private static void rejected(Outcome outcome, String code, String part) {
        assertThat(outcome)
                .asInstanceOf(type(Rejected.class))
                .returns(code, Rejected::code)
                .satisfies(rejected -> assertThat(rejected.why()).contains(part));
    }
}
