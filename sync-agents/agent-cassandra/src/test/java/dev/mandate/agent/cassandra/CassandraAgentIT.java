package dev.mandate.agent.cassandra;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.appRole;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static dev.mandate.agent.testkit.ContractChanges.memberOf;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.testkit.ContractChanges;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The traps that docs/agents/cassandra.md names, each on a real server. */
@ExtendWith(OnCassandra.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraAgentIT {
    private static final ReadScope FULL = new ReadScope.Full(Set.of());
    private static final Principal.Account ANN = account("ann");
    private static final Principal.AppRole READER = appRole("reader");

    private final CassandraServer server;
    private final CassandraTarget target;
    private Agent agent;

    CassandraAgentIT(CassandraServer server) {
        this.server = server;
        this.target = new CassandraTarget(server);
    }

    @BeforeEach
    void open() {
        agent = target.open();
    }

    @AfterEach
    void dropWhatTheTestMade() {
        agent.close();
        for (Role role : agentsView().values()) {
            // What the contract leaves is not ours, and Cassandra cannot drop a role with a quote in its name.
            if (!Set.of("cassandra", "mandate", "bystander").contains(role.name())
                    && !role.name().startsWith("contract-")) {
                server.run("DROP ROLE " + Names.quote(role.name()));
            }
        }
    }

    private java.util.Map<String, Role> agentsView() {
        try (var client = new CassandraClient(
                CassandraConfig.of(server.connection("mandate", server.address(), java.util.Map.of())))) {
            return client.roles();
        }
    }

    /** As ann herself; a joiner, and the same person when she has left. */
    @Test
    void whoJoinsMayReadAndWhoLeavesMayNot() {
        apply(make(READER), make(ANN), add(READER, "table:shop.orders SELECT"));
        server.run("ALTER ROLE ann WITH PASSWORD = 'x'");
        try (CqlSession session = CassandraServer.session("ann", "x", server.address())) {
            assertThatThrownBy(() -> session.execute("SELECT * FROM shop.orders"))
                    .isInstanceOf(UnauthorizedException.class);

            assertThat(apply(add(ANN, "role:reader")))
                    .containsExactly(new Outcome.Applied(CassandraServer.NOW.plusSeconds(2)));
            within(Duration.ofSeconds(2), () -> reads(session));

            apply(remove(ANN, "role:reader"));
            within(Duration.ofSeconds(2), () -> !reads(session));

            assertThat(apply(disable(ANN)))
                    .as("her session goes on")
                    .containsExactly(new Outcome.Applied(ChangeWriter.NO_BOUND));
            assertThat(session.execute("SELECT cluster_name FROM system.local").one())
                    .isNotNull();
            within(Duration.ofSeconds(2), () -> !signsIn("ann", "x"));
            assertThat(agent.read(new ReadScope.Full(Set.of(), Set.of(ANN.name())))
                            .accounts()
                            .get(ANN.name()))
                    .satisfies(ann -> assertThat(ann.status()).isEqualTo(AccountStatus.DISABLED));
        }
    }

    private static boolean reads(CqlSession session) {
        try {
            session.execute("SELECT * FROM shop.orders");
            return true;
        } catch (UnauthorizedException e) {
            return false;
        }
    }

    private boolean signsIn(String user, String password) {
        try (CqlSession session = CassandraServer.session(user, password, server.address())) {
            return !session.isClosed();
        } catch (AllNodesFailedException e) {
            return false;
        }
    }

    /** Asks until it is so, and some time for the asking on a busy machine. */
    private static void within(Duration bound, Callable<Boolean> so) {
        long end = System.nanoTime() + bound.plusSeconds(2).toNanos();
        try {
            while (!so.call()) {
                assertThat(System.nanoTime()).as("later than " + bound).isLessThan(end);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void namesThatDifferInCaseAreDifferentRoles() {
        apply(make(account("Alice")), make(account("alice")), make(READER), add(account("Alice"), "role:reader"));
        ObservedState state = agent.read(FULL);
        assertThat(state.accounts()).containsKeys(AccountName.of("Alice"), AccountName.of("alice"));
        assertThat(texts(state, account("Alice"))).containsExactly("role:reader");
        assertThat(texts(state, account("alice"))).isEmpty();
    }

    /** Names that no text of ours can hold as they are. */
    @Test
    void readsAndChangesHostileNames() {
        server.run(
                "CREATE ROLE \"tab\tand\nline\" WITH LOGIN = true",
                "CREATE ROLE \"e\u0301\" WITH LOGIN = true",
                "CREATE ROLE \"\u00e9\" WITH LOGIN = true",
                "CREATE ROLE \"a/b\"\"; DROP ROLE bystander; --\" WITH LOGIN = true",
                "CREATE ROLE \"" + "long".repeat(400) + "\"");
        apply(make(READER));
        for (String spelled :
                List.of("tab\\u0009and\\u000aline", "e\\u0301", "\u00e9", "a/b\"; DROP ROLE bystander; --")) {
            Principal.Account odd = account(spelled);
            assertThat(agent.read(FULL).accounts()).containsKey(odd.name());
            assertThat(apply(
                            add(odd, "role:reader"),
                            ContractChanges.add(
                                    READER, dev.mandate.model.access.Entitlement.of("on-role", spelled, "DESCRIBE"))))
                    .hasOnlyElementsOfType(Outcome.Applied.class);
            assertThat(texts(agent.read(FULL), odd)).containsExactly("role:reader");
        }
        assertThat(agent.read(FULL).appRoles().keySet())
                .anyMatch(name -> name.value().startsWith("longlong")
                        && name.value().contains("…sha256:")
                        && name.value().length() <= 1024);
        assertThat(agent.read(FULL).accounts()).containsKey(AccountName.of("bystander"));
    }

    /** A role with AUTHORIZE on ALL ROLES could make itself a superuser: Cassandra lets it. */
    @Test
    void makesNobodyASuperuserAndLeavesThemAlone() {
        server.run(
                "CREATE ROLE dba WITH SUPERUSER = true",
                "CREATE ROLE \"under dba\"",
                "GRANT dba TO \"under dba\"",
                "CREATE ROLE boss WITH SUPERUSER = true AND LOGIN = true",
                "CREATE ROLE \"agent rights\"",
                "GRANT \"agent rights\" TO mandate");
        apply(make(ANN), make(READER));
        for (Change change : List.of(
                add(ANN, "role:dba"),
                add(ANN, "role:\"under dba\""),
                add(READER, "role:dba"),
                add(appRole("dba"), "table:shop.orders SELECT"),
                add(account("boss"), "role:reader"),
                disable(account("boss")),
                disable(account("cassandra")),
                disable(account("mandate")),
                add(account("mandate"), "role:reader"),
                add(appRole("agent rights"), "role:reader"),
                remove(account("mandate"), "table:system_auth.roles SELECT"),
                new Change.DeleteAppRole(AppRoleName.of("dba")))) {
            assertThat(code(apply(change).getFirst())).as(change.toString()).isEqualTo(Outcome.Rejected.NOT_PERMITTED);
        }
        ObservedState state = agent.read(FULL);
        assertThat(requireNonNull(state.accounts().get(AccountName.of("boss"))).superuser())
                .isTrue();
        assertThat(requireNonNull(state.accounts().get(AccountName.of("cassandra")))
                        .kind())
                .isEqualTo(AccountKind.BUILT_IN);
        assertThat(requireNonNull(state.accounts().get(AccountName.of("mandate")))
                        .kind())
                .isEqualTo(AccountKind.AGENT);
        assertThat(requireNonNull(state.appRoles().get(AppRoleName.of("dba"))).superuser())
                .isTrue();
        assertThat(texts(state, account("boss"))).containsExactly("attribute:SUPERUSER");
        server.run("CREATE ROLE deputy WITH LOGIN = true", "GRANT dba TO deputy");
        Ungoverned.Found found = agent.ungoverned().orElseThrow().find();
        assertThat(found.ways())
                .as("a role that cannot log in is no way in")
                .extracting(way -> way.kind().word() + " " + way.who())
                .containsExactly("bootstrap-admin boss", "bootstrap-admin cassandra", "bootstrap-admin deputy");
        assertThat(found.unseen()).hasSize(2);

        server.run("GRANT dba TO ann");
        assertThat(apply(remove(ANN, "role:dba"))).hasOnlyElementsOfType(Outcome.Applied.class);
    }

    /** GRANT ALL is as many permissions as there are. */
    @Test
    void whatAHandGrantsAtOnceIsShownOneByOne() {
        apply(make(READER));
        server.run("GRANT ALL PERMISSIONS ON shop.orders TO reader", "GRANT ALL ON ALL FUNCTIONS TO reader");
        assertThat(texts(agent.read(FULL), READER))
                .containsExactlyInAnyOrder(
                        "table:shop.orders ALTER",
                        "table:shop.orders AUTHORIZE",
                        "table:shop.orders DROP",
                        "table:shop.orders MODIFY",
                        "table:shop.orders SELECT",
                        "table:shop.orders SELECT_MASKED",
                        "table:shop.orders UNMASK",
                        "all:functions ALTER",
                        "all:functions AUTHORIZE",
                        "all:functions CREATE",
                        "all:functions DROP",
                        "all:functions EXECUTE");
    }

    @Test
    void whoeverMakesATableHoldsAllOfIt() {
        apply(make(ANN), add(ANN, "keyspace:shop CREATE"));
        server.run("ALTER ROLE ann WITH PASSWORD = 'x'");
        try (CqlSession session = CassandraServer.session("ann", "x", server.address())) {
            session.execute("CREATE TABLE shop.hers (id int PRIMARY KEY)");
        }
        assertThat(texts(agent.read(FULL), ANN)).contains("table:shop.hers SELECT", "table:shop.hers AUTHORIZE");
        server.run("DROP TABLE shop.hers");
        // Cassandra takes them away a moment after the table
        within(Duration.ofSeconds(2), () -> texts(agent.read(FULL), ANN).equals(List.of("keyspace:shop CREATE")));
    }

    /** REVOKE of one permission makes DROP TABLE forget the others, and what is on no table cannot be revoked. */
    @Test
    void whatADroppedTableLeavesIsShown() {
        apply(make(READER));
        server.run("CREATE TABLE shop.short (id int PRIMARY KEY)", "GRANT ALL ON shop.short TO reader");
        apply(remove(READER, "table:shop.short MODIFY"));
        server.run("DROP TABLE shop.short");
        assertThat(texts(agent.read(FULL), READER)).contains("table:shop.short SELECT");
        assertThat(code(apply(remove(READER, "table:shop.short SELECT")).getFirst()))
                .isEqualTo(Outcome.Rejected.UNKNOWN_ON_TARGET);
        server.run("CREATE TABLE shop.short (id int PRIMARY KEY)");
        assertThat(apply(remove(READER, "table:shop.short SELECT"))).hasOnlyElementsOfType(Outcome.Applied.class);
        server.run("DROP TABLE shop.short");
    }

    @Test
    void whatTheAgentHoldsByMakingARoleIsItsOwn() {
        apply(make(READER));
        assertThat(agent.read(FULL).grants().values())
                .filteredOn(found -> found.grant().toString().equals("account:mandate on-role:reader ALTER"))
                .singleElement()
                .satisfies(found -> assertThat(found.fixed()).contains("to whoever makes a role"));
    }

    /** DROP ROLE leaves a row in role_members, which a role made anew does not regain. */
    @Test
    void aRoleMadeAnewIsAMemberOfNothing() {
        apply(make(READER), make(ANN), add(ANN, "role:reader"));
        server.run("DROP ROLE ann");
        assertThat(server.rows("SELECT member FROM system_auth.role_members WHERE role = 'reader'"))
                .as("what Cassandra leaves")
                .hasSize(1);
        apply(make(ANN));
        assertThat(texts(agent.read(FULL), ANN)).isEmpty();
    }

    @Test
    void aRoleIsNotMadeWhereItWouldInheritWhatAnEarlierOneLeft() {
        server.run("INSERT INTO system_auth.role_permissions (role, resource, permissions) VALUES"
                + " ('ghost', 'data', {'SELECT'})");
        try {
            assertThat(agent.read(FULL).grants().values())
                    .filteredOn(found -> found.grant().toString().equals("app-role:ghost all:keyspaces SELECT"))
                    .singleElement()
                    .satisfies(found -> assertThat(found.fixed()).contains("left over"));
            assertThat(code(apply(make(account("ghost"))).getFirst())).isEqualTo("left-over");
        } finally {
            server.run("DELETE FROM system_auth.role_permissions WHERE role = 'ghost'");
        }
    }

    @Test
    void aRoleThatHoldsSomethingIsNotDropped() {
        apply(make(READER), make(appRole("other")), add(READER, "table:shop.orders SELECT"));
        Change drop = new Change.DeleteAppRole(READER.name());
        assertThat(code(apply(drop).getFirst())).isEqualTo(Outcome.Rejected.STALE_PRIOR);
        apply(remove(READER, "table:shop.orders SELECT"), add(READER, "role:other"));
        assertThat(code(apply(drop).getFirst())).isEqualTo(Outcome.Rejected.STALE_PRIOR);
        assertThat(apply(remove(READER, "role:other"), drop)).hasOnlyElementsOfType(Outcome.Applied.class);
        assertThat(apply(drop)).containsExactly(new Outcome.AlreadyInPlace());
    }

    @Test
    void refusesBeforeAnyCallWhatCassandraDoesNotHave() {
        apply(make(READER));
        for (String wrong : List.of(
                "table:shop.orders CREATE",
                "table:shop.orders EXECUTE",
                "table:\"shop.orders TO bystander; --\" SELECT",
                "table:orders SELECT",
                "keyspace:\"a b\" SELECT",
                "all:tables SELECT",
                "all:mbeans CREATE",
                "function:\"shop.f(int,text)\" EXECUTE",
                "function:\"shop.f(int, text) TO bystander; --\" EXECUTE",
                "other:data SELECT",
                "table:shop.* SELECT")) {
            Outcome outcome = apply(add(READER, wrong)).getFirst();
            assertThat(outcome).as(wrong).isInstanceOf(Outcome.Rejected.class);
        }
        assertThat(code(apply(add(READER, "table:shop.gone SELECT")).getFirst()))
                .isEqualTo(Outcome.Rejected.UNKNOWN_ON_TARGET);
        assertThat(code(apply(add(READER, "role:nobody")).getFirst())).isEqualTo(Outcome.Rejected.UNKNOWN_ON_TARGET);
        assertThat(code(apply(add(account("nobody"), "role:reader")).getFirst()))
                .isEqualTo(Outcome.Rejected.UNKNOWN_ON_TARGET);
        assertThat(code(apply(add(READER, "role:reader")).getFirst()))
                .as("a circle")
                .isEqualTo("refused");
        assertThat(code(apply(add(READER, "all:keyspaces SELECT")).getFirst()))
                .isEqualTo(Outcome.Rejected.NOT_PERMITTED);
        assertThat(texts(agent.read(FULL), READER)).isEmpty();
    }

    /** Cassandra calls the second GRANT of a role, and the second REVOKE, an error. */
    @Test
    void twoWritersOfOneMembershipBothSucceed() throws Exception {
        apply(make(READER), make(ANN));
        try (Agent other = target.open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                Change change = round % 2 == 0 ? add(ANN, "role:reader") : remove(ANN, "role:reader");
                var calls = new ArrayList<Callable<Outcome>>();
                for (Agent one : List.of(agent, other)) {
                    calls.add(() -> one.apply(batch(List.of(change))).getFirst());
                }
                for (var call : threads.invokeAll(calls)) {
                    assertThat(call.get()).isInstanceOfAny(Outcome.Applied.class, Outcome.AlreadyInPlace.class);
                }
                assertThat(texts(agent.read(FULL), ANN)).hasSize(round % 2 == 0 ? 1 : 0);
            }
        }
    }

    @Test
    void rolesNest() {
        apply(make(READER), make(appRole("analyst")), add(appRole("analyst"), "role:reader"));
        assertThat(texts(agent.read(new ReadScope.Of(Set.of(READER), Set.of())), appRole("analyst")))
                .containsExactly("role:reader");
        assertThat(ContractChanges.grants(agent.read(FULL)))
                .contains(new dev.mandate.model.access.Grant(appRole("analyst"), memberOf(READER)));
    }

    private List<Outcome> apply(Change... changes) {
        return agent.apply(batch(List.of(changes)));
    }

    private static Change add(Principal principal, String entitlement) {
        return ContractChanges.add(principal, EntitlementText.parse(entitlement));
    }

    private static Change remove(Principal principal, String entitlement) {
        return ContractChanges.remove(principal, EntitlementText.parse(entitlement));
    }

    private static Change disable(Principal.Account account) {
        return new Change.SetAccountStatus(account.name(), AccountStatus.ENABLED, AccountStatus.DISABLED);
    }

    private static String code(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected ? rejected.code() : outcome.toString();
    }

    private static List<String> texts(ObservedState state, Principal principal) {
        return state.grants().values().stream()
                .map(dev.mandate.model.state.ObservedGrant::grant)
                .filter(grant -> grant.principal().equals(principal))
                .map(grant -> grant.entitlement().toString())
                .toList();
    }
}
