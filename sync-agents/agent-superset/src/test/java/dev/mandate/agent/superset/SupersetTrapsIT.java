package dev.mandate.agent.superset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed.Use;
import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Release;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.Outcome.Applied;
import dev.mandate.model.plan.Outcome.Rejected;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What surprises people about Superset, on a real one. Every test leaves everything else in it as it was. */
@ExtendWith(OnSuperset.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupersetTrapsIT {
    private static final ReadScope FULL = new ReadScope.Full(Set.of());
    private static final String READ_DATASETS = "permission:Dataset can_read";
    private static final String READ_CHARTS = "permission:Chart can_read";
    private static final String SEE_ORDERS = "permission:\"" + SupersetTarget.ORDERS + "\" datasource_access";

    private static int tests;

    private final SupersetServer server;
    private final SupersetTarget target;
    private final Agent agent;
    private String ann = "";
    private String reader = "";
    private String rule = "";
    private SortedSet<String> before = new TreeSet<>();

    SupersetTrapsIT(SupersetServer server) {
        this.server = server;
        this.target = new SupersetTarget(server);
        this.agent = target.open();
    }

    @BeforeEach
    void rememberTheCatalogue() {
        tests++;
        ann = AgentContract.MARK + "trap-" + tests + "-ann";
        reader = AgentContract.MARK + "trap-" + tests + "-reader";
        rule = AgentContract.MARK + "trap-" + tests + "-rule";
        before = others(target.dump());
    }

    @AfterEach
    void nothingElseHasChanged() {
        assertThat(others(target.dump())).isEqualTo(before);
        server.sql("DELETE FROM rls_filter_roles WHERE rls_filter_id IN (SELECT id FROM row_level_security_filters"
                + " WHERE name = '" + rule + "')");
    }

    @AfterAll
    void close() {
        agent.close();
    }

    private static SortedSet<String> others(SortedSet<String> dump) {
        var others = new TreeSet<>(dump);
        others.removeIf(line -> line.contains(AgentContract.MARK));
        return others;
    }

    /** Asked as the user herself, on the very next request. */
    @Test
    void whatIsAppliedIsSoForTheUserAtOnce() {
        makeReader(READ_DATASETS, READ_CHARTS, SEE_ORDERS);
        make(ann, reader);
        String token = tokenOf(ann);
        assertThat(server.datasets(token)).containsExactly("orders");
        assertThat(server.regions(token, 1)).containsExactly("EU", "EU", "US");
        assertThat(server.regions(token, 2)).as("payroll").isEmpty();

        assertThat(only(add(role(reader), filter("region = 'US'")))).isInstanceOf(Applied.class);
        assertThat(server.regions(token, 1)).containsExactly("US");
        assertThat(only(remove(role(reader), filter("region = 'US'")))).isInstanceOf(Applied.class);
        assertThat(server.regions(token, 1)).containsExactly("EU", "EU", "US");

        assertThat(only(ContractChanges.remove(role(reader), SEE_ORDERS))).isInstanceOf(Applied.class);
        assertThat(server.datasets(token)).isEmpty();
        assertThat(server.regions(token, 1)).isEmpty();
        assertThat(only(ContractChanges.add(role(reader), SEE_ORDERS))).isInstanceOf(Applied.class);
        assertThat(server.datasets(token)).containsExactly("orders");
        assertThat(only(ContractChanges.remove(ContractChanges.account(ann), "role:" + reader)))
                .isInstanceOf(Applied.class);
        assertThat(server.datasets(token)).isEmpty();
        assertThat(agent.profile().effectDelay()).isZero();
    }

    /** A role whose filter could not be put on is not given the data that it was to filter. */
    @Test
    void filtersComeBeforePermissions() {
        Entitlement onNothing = SupersetTarget.filter(rule, "region = 'EU'", "[warehouse].[gone](id:4711)");
        List<Outcome> outcomes = agent.apply(ContractChanges.batch(
                ContractChanges.createRole(reader),
                ContractChanges.add(role(reader), SEE_ORDERS),
                add(role(reader), onNothing)));
        assertThat(outcomes.get(0)).isInstanceOf(Applied.class);
        assertThat(rejected(outcomes.get(1))).contains("left alone");
        assertThat(rejected(outcomes.get(2))).contains("[gone](id:4711)");
        assertThat(gives(reader, SEE_ORDERS)).isFalse();
        assertThat(agent.apply(ContractChanges.batch(
                        ContractChanges.add(role(reader), SEE_ORDERS), add(role(reader), filter("region = 'EU'")))))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Applied.class));
    }

    /** PUT empties the list that it is not given, and the rule then filters nobody. */
    @Test
    void aRuleKeepsItsDatasetsAndItsOtherRoles() {
        String other = reader + "-other";
        makeReader(READ_DATASETS, READ_CHARTS, SEE_ORDERS);
        only(ContractChanges.createRole(other));
        only(add(role(reader), filter("region = 'EU'")));
        only(add(role(other), filter("region = 'EU'")));
        make(ann, reader);
        only(remove(role(other), filter("region = 'EU'")));
        assertThat(server.regions(tokenOf(ann), 1)).containsExactly("EU", "EU");
        assertThat(held(role(reader), filter("region = 'EU'"))).isTrue();
        assertThat(held(role(other), filter("region = 'EU'"))).isFalse();
    }

    @Test
    void aRuleOfSeveralRolesIsNotChangedForOneOfThem() {
        String other = reader + "-other";
        only(ContractChanges.createRole(reader));
        only(ContractChanges.createRole(other));
        only(add(role(reader), filter("region = 'EU'")));
        Change alter = new Change.AlterGrant(
                new Grant(role(reader), filter("region = 'EU'")),
                new Grant(role(reader), filter("region = 'US'")),
                Direction.BOTH);
        only(add(role(other), filter("region = 'EU'")));
        assertThat(rejected(only(alter))).contains("other roles");
        assertThat(rejected(only(add(role(other), filter("region = 'US'"))))).contains("another clause");
        only(remove(role(other), filter("region = 'EU'")));
        assertThat(only(alter)).isInstanceOf(Applied.class);
        assertThat(held(role(reader), filter("region = 'US'"))).isTrue();
        server.sql("UPDATE row_level_security_filters SET clause = '1 = 1' WHERE name = '" + rule + "'");
        assertThat(rejected(only(remove(role(reader), filter("region = 'US'")))))
                .contains("has changed");
    }

    /** It filters everybody whom it does not name; so to name a role is to widen. */
    @Test
    void aBaseRuleHoldsForEverybodyButTheRolesItNames() {
        only(ContractChanges.createRole(reader));
        only(add(role(reader), filter("region = 'EU'")));
        server.sql("UPDATE row_level_security_filters SET filter_type = 'Base' WHERE name = '" + rule + "'");
        Entitlement exempt = Entitlement.of(Rule.EXEMPT, rule, null);
        Grant everybody = new Grant(new Principal.Anyone(), filter("region = 'EU'"));
        ObservedState state = agent.read(FULL);
        assertThat(state.grants().get(everybody.key()))
                .extracting(ObservedGrant::grant)
                .isEqualTo(everybody);
        assertThat(held(role(reader), exempt)).isTrue();
        assertThat(target.vocabulary().adding(exempt)).isEqualTo(Direction.WIDENS);
        assertThat(target.vocabulary().adding(filter("x"))).isEqualTo(Direction.NARROWS);
        assertThat(only(remove(role(reader), exempt))).isInstanceOf(Applied.class);
        assertThat(held(role(reader), exempt)).isFalse();
        assertThat(only(add(role(reader), exempt))).isInstanceOf(Applied.class);
        assertThat(held(role(reader), exempt)).isTrue();
        assertThat(rejected(only(add(role(reader), filter("region = 'EU'"))))).contains("is Base");
        server.sql("UPDATE row_level_security_filters SET filter_type = 'Regular' WHERE name = '" + rule + "'");
    }

    /** Superset would delete it without a word, and the rule would filter nobody any more. */
    @Test
    void aRoleThatARuleNamesIsNotDeleted() {
        only(ContractChanges.createRole(reader));
        only(add(role(reader), filter("region = 'EU'")));
        assertThat(rejected(only(ContractChanges.deleteRole(reader)))).contains(rule);
        assertThat(agent.apply(ContractChanges.batch(
                        remove(role(reader), filter("region = 'EU'")), ContractChanges.deleteRole(reader))))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Applied.class));
        assertThat(only(ContractChanges.deleteRole(reader))).isInstanceOf(Outcome.AlreadyInPlace.class);
    }

    @Test
    void aRoleThatSomebodyHoldsIsNotDeleted() {
        String team = AppRoles.ofGroup(reader + "-team");
        only(ContractChanges.createRole(reader));
        only(ContractChanges.createRole(team));
        only(ContractChanges.add(ContractChanges.appRole(team), "role:" + reader));
        assertThat(rejected(only(ContractChanges.deleteRole(reader)))).contains("still has");
        assertThat(rejected(only(ContractChanges.deleteRole(team)))).contains("still has roles");
        make(ann, team);
        only(ContractChanges.remove(ContractChanges.appRole(team), "role:" + reader));
        assertThat(rejected(only(ContractChanges.deleteRole(team)))).contains("still has members");
        only(ContractChanges.remove(ContractChanges.account(ann), "role:" + team));
        assertThat(only(ContractChanges.deleteRole(team))).isInstanceOf(Applied.class);
        assertThat(only(ContractChanges.deleteRole(reader))).isInstanceOf(Applied.class);
    }

    /** A member has the roles of its groups; a role and a group may have one name. */
    @Test
    void groupsGiveTheirRoles() {
        String team = AppRoles.ofGroup(reader);
        makeReader(READ_DATASETS, SEE_ORDERS);
        only(ContractChanges.createRole(team));
        only(ContractChanges.add(ContractChanges.appRole(team), "role:" + reader));
        make(ann, team);
        String token = tokenOf(ann);
        assertThat(server.datasets(token)).containsExactly("orders");
        ObservedState state = agent.read(FULL);
        assertThat(state.grants())
                .containsKey(ContractChanges.grant(ContractChanges.account(ann), "role:" + team))
                .containsKey(ContractChanges.grant(ContractChanges.appRole(team), "role:" + reader))
                .doesNotContainKey(ContractChanges.grant(ContractChanges.account(ann), "role:" + reader));
        assertThat(agent.read(new ReadScope.Of(Set.of(ContractChanges.appRole(team), role(reader)), Set.of()))
                        .grants())
                .containsKey(ContractChanges.grant(ContractChanges.account(ann), "role:" + team))
                .containsKey(ContractChanges.grant(ContractChanges.appRole(team), "role:" + reader));
        only(ContractChanges.remove(ContractChanges.account(ann), "role:" + team));
        assertThat(server.datasets(token)).isEmpty();
        assertThat(rejected(only(ContractChanges.add(role(reader), "role:" + team))))
                .contains("do not nest");
    }

    @Test
    void whatOthersChangeInGroupsAndRulesIsOneDifferenceEach() {
        String team = AppRoles.ofGroup(reader);
        only(ContractChanges.createRole(reader));
        only(ContractChanges.createRole(team));
        only(ContractChanges.add(ContractChanges.appRole(team), "role:" + reader));
        only(add(role(reader), filter("region = 'EU'")));
        make(ann, team);
        Map<Grant, ObservedGrant> right = agent.read(FULL).grants();
        for (Grant grant : List.of(
                ContractChanges.grant(ContractChanges.account(ann), "role:" + team),
                ContractChanges.grant(ContractChanges.appRole(team), "role:" + reader),
                new Grant(role(reader), filter("region = 'EU'")))) {
            target.take(grant);
            var without = new HashMap<>(right);
            without.remove(grant.key());
            assertThat(agent.read(FULL).grants()).as("without " + grant).isEqualTo(without);
            target.give(grant);
            assertThat(agent.read(FULL).grants()).as("with " + grant).isEqualTo(right);
        }
        server.sql("UPDATE row_level_security_filters SET clause = '1 = 1' WHERE name = '" + rule + "'");
        var changed = new HashMap<>(right);
        Grant now = new Grant(role(reader), filter("1 = 1"));
        changed.put(now.key(), ObservedGrant.of(now));
        assertThat(agent.read(FULL).grants()).isEqualTo(changed);
    }

    /** One that differs in case only locks both out. */
    @Test
    void refusesCaseTwins() {
        only(ContractChanges.createAccount(ann));
        assertThat(rejected(
                        only(ContractChanges.createAccount(ann.toUpperCase(Locale.ROOT), "email", "twin@example.org"))))
                .contains("lock both out");
        assertThat(rejected(only(ContractChanges.createAccount(ann + "2", "email", ann + "@no-mail.invalid"))))
                .contains("already has the e-mail address");
        assertThat(server.sql("SELECT username FROM ab_user WHERE lower(username) = lower('" + ann + "')"))
                .containsExactly(ann);
    }

    /** A user must have a role or group: Public, which is empty, stands in, and nobody sees it as drift. */
    @Test
    void whoHoldsNothingHasTheEmptyRole() {
        only(ContractChanges.createRole(reader));
        make(ann, reader);
        only(ContractChanges.remove(ContractChanges.account(ann), "role:" + reader));
        assertThat(server.sql("SELECT r.name FROM ab_user_role x JOIN ab_user u ON u.id = x.user_id"
                        + " JOIN ab_role r ON r.id = x.role_id WHERE u.username = '" + ann + "'"))
                .containsExactly("Public");
        assertThat(target.vocabulary()
                        .isNeutral(ContractChanges.grant(ContractChanges.account(ann), "role:Public")
                                .entitlement()))
                .isTrue();
        only(ContractChanges.add(ContractChanges.account(ann), "role:" + reader));
        assertThat(agent.read(FULL).grants())
                .doesNotContainKey(ContractChanges.grant(ContractChanges.account(ann), "role:Public"));
    }

    @Test
    void whoIsSwitchedOffIsOutOnTheNextRequest() {
        makeReader(READ_DATASETS, SEE_ORDERS);
        make(ann, reader);
        String token = tokenOf(ann);
        assertThat(server.datasets(token)).containsExactly("orders");
        assertThat(only(status(AccountStatus.ENABLED, AccountStatus.DISABLED))).isInstanceOf(Applied.class);
        assertThatThrownBy(() -> server.datasets(token)).hasMessageContaining("Error loading the user");
        assertThat(agent.read(FULL).accounts().get(AccountName.of(ann)))
                .extracting(ObservedAccount::status)
                .isEqualTo(AccountStatus.DISABLED);
        assertThat(rejected(only(status(AccountStatus.UNKNOWN, AccountStatus.ENABLED))))
                .contains("DISABLED");
        assertThat(only(status(AccountStatus.DISABLED, AccountStatus.ENABLED))).isInstanceOf(Applied.class);
    }

    /** Superset leaves out what it does not know, and says that all went well. */
    @Test
    void namesAPermissionThatIsNotThere() {
        makeReader(READ_DATASETS);
        assertThat(agent.apply(ContractChanges.batch(
                        ContractChanges.add(role(reader), "permission:\"[warehouse].[gone](id:9)\" datasource_access"),
                        ContractChanges.add(role(reader), READ_CHARTS))))
                .satisfiesExactly(
                        unknown -> assertThat(rejected(unknown)).contains("has no permission"),
                        other -> assertThat(other).isInstanceOf(Applied.class));
        assertThat(gives(reader, READ_DATASETS)).isTrue();
    }

    @Test
    void aPatternCoversWhatThereIs() {
        only(ContractChanges.createRole(reader));
        Grant pattern = ContractChanges.grant(role(reader), "permission:[warehouse].[postgres]* schema_access");
        assertThat(only(new Change.AddGrant(pattern, Direction.WIDENS))).isInstanceOf(Applied.class);
        assertThat(agent.read(new ReadScope.Full(Set.of(pattern))).coverage())
                .containsEntry(pattern, new Coverage(1, 1));
    }

    /** Where Public may do something, Superset does not look at who asks. */
    @Test
    void doesNotWorkWhilePublicMayDoAnything() {
        Grant open = ContractChanges.grant(ContractChanges.appRole("Public"), READ_DATASETS);
        target.give(open);
        try {
            for (ReadScope scope : List.of(FULL, new ReadScope.Of(Set.of(role(reader)), Set.of()))) {
                assertThatThrownBy(() -> agent.read(scope))
                        .asInstanceOf(type(AgentException.class))
                        .returns(ErrorCode.INCOMPLETE_READ, AgentException::code)
                        .satisfies(e -> assertThat(e).hasMessageContaining("PUBLIC_ROLE_LIKE"));
            }
            assertThatThrownBy(target::open).hasMessageContaining("the role Public has 1 permissions");
        } finally {
            target.take(open);
        }
        assertThat(agent.read(FULL).accounts()).isNotEmpty();
    }

    @Test
    void namesAPermissionThatTheAgentLacks() {
        Grant get = ContractChanges.grant(ContractChanges.appRole("mandate-agent"), "permission:User can_get");
        target.take(get);
        try {
            assertThatThrownBy(() -> agent.read(FULL))
                    .asInstanceOf(type(AgentException.class))
                    .returns(ErrorCode.NOT_PERMITTED, AgentException::code)
                    .satisfies(e -> assertThat(e)
                            .hasMessageContaining("can_get on User")
                            .hasMessageContaining("superset init"));
        } finally {
            target.give(get);
        }
    }

    @Test
    void saysHowToSwitchTheInterfaceOn() {
        try (var off = new SupersetServer(OnSuperset.IMAGE.tag(), Map.of("FAB_ADD_SECURITY_API", "False"))) {
            assertThatThrownBy(() -> new SupersetTarget(off).open())
                    .asInstanceOf(type(AgentException.class))
                    .returns(ErrorCode.WRONG_TARGET, AgentException::code)
                    .satisfies(e -> assertThat(e)
                            .hasMessageContaining("FAB_ADD_SECURITY_API = True")
                            .hasMessageContaining("superset init"));
        }
    }

    @Test
    void tellsWhenSomebodyLastSignedIn() {
        make(ann);
        AccountName name = AccountName.of(ann);
        assertThat(agent.lastUsed().orElseThrow().of(Set.of(name))).containsOnly(Map.entry(name, new Use.Never()));
        Instant before = Instant.now();
        tokenOf(ann);
        assertThat(agent.lastUsed().orElseThrow().of(Set.of(name)).get(name))
                .isInstanceOfSatisfying(
                        Use.At.class, use -> assertThat(use.at()).isBetween(before.minusSeconds(2), Instant.now()));
    }

    /** Tokens live for five seconds here; a renewed one needs no password. */
    @Test
    void signsInOnceAndRenewsItsToken() {
        ReadScope admin = new ReadScope.Of(Set.of(ContractChanges.account("admin")), Set.of());
        try (Agent fresh = target.open()) {
            List<String> count = server.sql("SELECT login_count FROM ab_user WHERE username = 'mandate'");
            Instant end = Instant.now().plus(SupersetServer.TOKENS_LIVE.multipliedBy(2));
            while (Instant.now().isBefore(end)) {
                assertThat(fresh.read(admin).accounts()).hasSize(1);
            }
            assertThat(server.sql("SELECT login_count FROM ab_user WHERE username = 'mandate'"))
                    .isEqualTo(count);
        }
    }

    @Test
    void tellsALostSignInFromAMissingPermission() {
        server.sql("UPDATE ab_user SET active = false WHERE username = 'mandate'");
        try {
            assertThatThrownBy(() -> agent.read(FULL))
                    .asInstanceOf(type(AgentException.class))
                    .returns(ErrorCode.CREDENTIALS_REFUSED, AgentException::code);
        } finally {
            server.sql("UPDATE ab_user SET active = true WHERE username = 'mandate'");
        }
        assertThat(agent.read(FULL).accounts()).isNotEmpty();
    }

    /** Whoever may edit users could make itself an administrator; Superset overwrites its own roles. */
    @Test
    void neverTouchesItsOwnAccountOrWhatSupersetShips() {
        assertThat(rejected(only(ContractChanges.add(ContractChanges.account("Mandate"), "role:Admin"))))
                .contains("agent's own user");
        assertThat(rejected(only(ContractChanges.add(ContractChanges.appRole("mandate-agent"), READ_DATASETS))))
                .contains("the agent's own permissions");
        for (String shipped : List.of("Admin", "Alpha", "Gamma", "sql_lab", "Public")) {
            assertThat(rejected(only(ContractChanges.add(ContractChanges.appRole(shipped), READ_DATASETS))))
                    .contains("ships the role");
            assertThat(rejected(only(ContractChanges.deleteRole(shipped)))).contains("ships the role");
        }
        assertThat(rejected(only(ContractChanges.add(ContractChanges.account(ann), "role:Public"))))
                .contains("stands in");
        assertThat(agent.profile().release()).isEqualTo(Release.of("6.1.0"));
    }

    private Entitlement filter(String clause) {
        return SupersetTarget.filter(rule, clause, SupersetTarget.ORDERS);
    }

    private static Change add(Principal principal, Entitlement entitlement) {
        return new Change.AddGrant(new Grant(principal, entitlement), Direction.BOTH);
    }

    private static Change remove(Principal principal, Entitlement entitlement) {
        return new Change.RemoveGrant(new Grant(principal, entitlement), Direction.BOTH);
    }

    private static Principal role(String name) {
        return ContractChanges.appRole(name);
    }

    private Change status(AccountStatus from, AccountStatus to) {
        return new Change.SetAccountStatus(AccountName.of(ann), from, to);
    }

    private void makeReader(String... contents) {
        only(ContractChanges.createRole(reader));
        for (String content : contents) {
            assertThat(only(ContractChanges.add(role(reader), content))).isInstanceOf(Applied.class);
        }
    }

    private void make(String account, String... roles) {
        only(ContractChanges.createAccount(account));
        for (String held : roles) {
            assertThat(only(ContractChanges.add(ContractChanges.account(account), "role:" + held)))
                    .isInstanceOf(Applied.class);
        }
    }

    /** By the back door: a password hash of the admin's, whose password the test knows. */
    private String tokenOf(String account) {
        server.sql("UPDATE ab_user SET password = (SELECT password FROM ab_user WHERE username = 'admin')"
                + " WHERE username = '" + account + "'");
        return server.token(account);
    }

    private boolean gives(String role, String entitlement) {
        return agent.read(FULL).grants().containsKey(ContractChanges.grant(ContractChanges.appRole(role), entitlement));
    }

    private boolean held(Principal principal, Entitlement entitlement) {
        var grant = new Grant(principal, entitlement);
        ObservedGrant found = agent.read(FULL).grants().get(grant.key());
        return found != null && found.grant().equals(grant);
    }

    private Outcome only(Change change) {
        return agent.apply(ContractChanges.batch(change)).getFirst();
    }

    private static String rejected(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Rejected.class);
        return ((Rejected) outcome).why();
    }
}
