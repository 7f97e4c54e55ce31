package dev.mandate.agent.opensearch;

import static dev.mandate.agent.testkit.ContractChanges.account;
import static dev.mandate.agent.testkit.ContractChanges.add;
import static dev.mandate.agent.testkit.ContractChanges.appRole;
import static dev.mandate.agent.testkit.ContractChanges.batch;
import static dev.mandate.agent.testkit.ContractChanges.grants;
import static dev.mandate.agent.testkit.ContractChanges.make;
import static dev.mandate.agent.testkit.ContractChanges.memberOf;
import static dev.mandate.agent.testkit.ContractChanges.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.opensearch.OpenSearchServer.Said;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is particular to OpenSearch, on a real one. */
@ExtendWith(OnOpenSearch.class)
class OpenSearchTrapsIT {
    private static final ReadScope EVERYTHING = new ReadScope.Full(Set.of());
    private static final String READ = "index:\"trap-*\" read";

    private final OpenSearchTarget target;
    private final OpenSearchServer server;
    private final Agent agent;

    OpenSearchTrapsIT(OpenSearchTarget target) {
        this.target = target;
        this.server = target.server();
        this.agent = target.open();
    }

    @BeforeEach
    @AfterEach
    void clean() {
        for (String document : List.of("rolesmapping", "internalusers", "roles")) {
            target.names(document).stream()
                    .filter(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("trap"))
                    .forEach(name -> target.patch(document, List.of(Map.of("op", "remove", "path", "/" + name))));
        }
    }

    private static Entitlement entitlement(String text) {
        return EntitlementText.parse(text);
    }

    private Outcome apply(Change change) {
        return agent.apply(batch(List.of(change))).getFirst();
    }

    private void applied(Change... changes) {
        assertThat(agent.apply(batch(List.of(changes)))).allSatisfy(OpenSearchTrapsIT::isApplied);
    }

    private static void isApplied(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    }

    private static void isRejected(Outcome outcome, String code, String words) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
            assertThat(rejected.code()).as(rejected.why()).isEqualTo(code);
            assertThat(rejected.why()).contains(words);
        });
    }

    private static Grant grant(Principal principal, String text) {
        return new Grant(principal, entitlement(text));
    }

    private Said search(String user, String index) {
        return server.as(user, OpenSearchServer.PASSWORD, "GET", "/" + index + "/_search", "");
    }

    @Test
    void whatCameWithItAndWhatIsEverybodysAreWaysIn() {
        target.edit(
                "roles",
                "trap-open",
                role -> role.putArray("cluster_permissions").add("cluster:monitor/main"));
        target.edit("rolesmapping", "trap-open", mapping -> {
            mapping.putArray("users").add("trap-*");
            mapping.putArray("hosts").add("10.0.0.1");
            mapping.putArray("backend_roles").add("opendistro_security_anonymous_backendrole");
        });
        Ungoverned.Found found = agent.ungoverned().orElseThrow().find();
        assertThat(found.ways())
                .filteredOn(way -> way.where().equals("mapping of role trap-open"))
                .extracting(way -> way.kind().word() + " " + way.who())
                .containsExactly(
                        "public users trap-*", "public host 10.0.0.1", "anonymous opendistro_security_anonymous");
        assertThat(found.ways())
                .filteredOn(way -> way.kind() == Ungoverned.Kind.BOOTSTRAP_ADMIN)
                .extracting(Ungoverned.Way::who)
                .contains("admin");
        assertThat(found.unseen()).anyMatch(one -> one.contains("admin_dn"));
    }

    @Test
    void theSecurityConfigurationTellsWhatASignInBringsAlong() {
        LoginSync.Facts facts = agent.loginSync().orElseThrow().facts();
        assertThat(facts.unseen()).isEmpty();
        assertThat(facts.inForce())
                .as("the demo's domains are all off but the internal one")
                .isEmpty();
    }

    @Test
    void whoIsGivenAnIndexReadsItAndNothingElse() {
        server.admin("PUT", "/trap-sales/_doc/1?refresh=true", "{\"region\":\"eu\",\"salary\":7,\"name\":\"ann\"}");
        server.admin("PUT", "/trap-sales/_doc/2?refresh=true", "{\"region\":\"us\",\"salary\":8,\"name\":\"bob\"}");
        server.admin("PUT", "/other/_doc/1?refresh=true", "{\"a\":1}");
        var ann = account("trap-ann");
        var reader = appRole("trap-reader");
        target.edit("internalusers", "trap-ann", user -> user.put("password", OpenSearchServer.PASSWORD));
        assertThat(search("trap-ann", "trap-sales").status()).isEqualTo(403);

        applied(make(reader), add(reader, entitlement(READ)));
        applied(add(ann, memberOf(reader)));
        assertThat(search("trap-ann", "trap-sales").body()).contains("\"salary\":7", "\"salary\":8");
        assertThat(search("trap-ann", "other").status()).isEqualTo(403);

        Entitlement narrowed = entitlement(
                READ
                        + ";condition=\"{\\\"dls\\\":\\\"{\\\\\\\"term\\\\\\\":{\\\\\\\"region.keyword\\\\\\\":\\\\\\\"eu\\\\\\\"}}\\\",\\\"fls\\\":[\\\"~salary\\\"]}\"");
        applied(new Change.AlterGrant(grant(reader, READ), new Grant(reader, narrowed), Direction.NARROWS));
        assertThat(search("trap-ann", "trap-sales").body()).contains("ann").doesNotContain("salary", "bob");

        applied(remove(ann, memberOf(reader)));
        assertThat(search("trap-ann", "trap-sales").status()).isEqualTo(403);
        server.admin("DELETE", "/trap-sales", "");
        server.admin("DELETE", "/other", "");
    }

    /** PUT replaces whole: a description, the password, what somebody else put there. */
    @Test
    void whatItDoesNotKnowOfARoleOrAUserStays() {
        target.edit("internalusers", "trap-bob", user -> {
            user.put("password", OpenSearchServer.PASSWORD).put("description", "of the night shift");
            user.putObject("attributes").put("team", "blue");
        });
        target.edit("roles", "trap-old", role -> {
            role.put("description", "made by hand");
            role.putArray("cluster_permissions").add("cluster_monitor");
        });
        target.edit("rolesmapping", "trap-old", mapping -> {
            mapping.put("description", "mapped by hand");
            mapping.putArray("hosts").add("10.1.2.3");
            mapping.putArray("backend_roles").add("ops");
        });
        var bob = account("trap-bob");
        var old = appRole("trap-old");
        applied(add(bob, entitlement("backend-role:night")));
        applied(add(bob, memberOf(old)));
        applied(add(old, entitlement(READ)));
        assertThat(server.admin("GET", OpenSearchTarget.API + "internalusers/trap-bob", ""))
                .contains("of the night shift", "\"team\":\"blue\"", "\"night\"");
        assertThat(server.as("trap-bob", OpenSearchServer.PASSWORD, "GET", OpenSearchTarget.API + "account", "")
                        .status())
                .isNotEqualTo(401);
        assertThat(server.admin("GET", OpenSearchTarget.API + "roles/trap-old", ""))
                .contains("made by hand", "cluster_monitor", "trap-*");
        assertThat(server.admin("GET", OpenSearchTarget.API + "rolesmapping/trap-old", ""))
                .contains("mapped by hand", "10.1.2.3", "ops", "trap-bob");
    }

    /**
     * Each change is made, or said to wait because others were faster and then made when it is asked for again: never
     * lost, never called refused. How often one comes second depends on the machine.
     */
    @Test
    void anotherWriterCostsNobodyAChange() throws Exception {
        applied(make(appRole("trap-mine")));
        var done = new AtomicBoolean();
        var conflicts = new AtomicInteger();
        var waiting = new ArrayList<Batch>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> writer = () -> {
                int stored = 0;
                while (!done.get() || conflicts.get() == 0) {
                    int status = describe("trap-theirs", "" + stored);
                    conflicts.addAndGet(status == 409 ? 1 : 0);
                    stored += status < 300 ? 1 : 0;
                }
                return stored;
            };
            var others = List.of(threads.submit(writer), threads.submit(writer));
            try (Agent other = target.open()) {
                Callable<List<Batch>> one = () -> storm(agent, "a");
                Callable<List<Batch>> two = () -> storm(other, "b");
                for (var overtaken : threads.invokeAll(List.of(one, two))) {
                    waiting.addAll(overtaken.get());
                }
            } finally {
                done.set(true);
            }
            for (var other : others) {
                assertThat(other.get()).as("what the other writers stored").isPositive();
            }
        }
        for (Batch batch : waiting) {
            assertThat(agent.apply(batch)).allSatisfy(OpenSearchTrapsIT::isApplied);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(server.admin("GET", OpenSearchTarget.API + "roles/trap-a" + i, ""))
                    .contains("cluster_monitor");
            assertThat(server.admin("GET", OpenSearchTarget.API + "roles/trap-b" + i, ""))
                    .contains("cluster_monitor");
        }
    }

    /** As somebody beside Mandate would. */
    private int describe(String role, String description) {
        return server.as(
                        "mandate",
                        OpenSearchServer.PASSWORD,
                        "PUT",
                        OpenSearchTarget.API + "roles/" + role,
                        "{\"description\":\"" + description + "\"}")
                .status();
    }

    /** What others were faster than. */
    private static List<Batch> storm(Agent agent, String letter) {
        var overtaken = new ArrayList<Batch>();
        for (int i = 0; i < 4; i++) {
            var role = appRole("trap-" + letter + i);
            Batch batch = batch(List.of(make(role), add(role, entitlement("cluster:cluster_monitor"))));
            List<Outcome> outcomes = agent.apply(batch);
            if (outcomes.stream().allMatch(Outcome.Unreachable.class::isInstance)) {
                assertThat(outcomes)
                        .allSatisfy(outcome -> assertThat(outcome.toString()).contains("other writers were faster"));
                overtaken.add(batch);
            } else {
                assertThat(outcomes).allSatisfy(OpenSearchTrapsIT::isApplied);
            }
        }
        return overtaken;
    }

    @Test
    void whatComesWithThePluginAndTheAgentItselfAreLeftAlone() {
        var unchanged = target.dump();
        for (Change change : List.of(
                add(appRole("all_access"), entitlement(READ)),
                new Change.DeleteAppRole(appRole("readall").name()),
                remove(appRole("alerting_full_access"), entitlement("cluster:cluster_monitor")),
                add(appRole("alerting_full_access"), entitlement(READ)),
                add(account("kibanaserver"), entitlement("backend-role:admin")),
                add(account("mandate"), memberOf(appRole("all_access"))),
                add(appRole("mandate"), entitlement("cluster:\"*\"")))) {
            Outcome outcome = apply(change);
            assertThat(outcome).as(change.toString()).isNotInstanceOf(Outcome.Applied.class);
        }
        isRejected(apply(add(appRole("all_access"), entitlement(READ))), Outcome.Rejected.NOT_PERMITTED, "comes with");
        isRejected(
                apply(add(appRole("alerting_full_access"), entitlement(READ))),
                Outcome.Rejected.NOT_PERMITTED,
                "reserved");
        assertThat(target.dump()).isEqualTo(unchanged);
        ObservedState state = agent.read(EVERYTHING);
        assertThat(state.appRoles().get(appRole("alerting_full_access").name()))
                .isEqualTo(new ObservedAppRole(appRole("alerting_full_access").name(), true, false));
        assertThat(state.grants().values())
                .filteredOn(found -> found.grant().principal().equals(appRole("all_access")))
                .isNotEmpty()
                .allMatch(found -> found.fixed() != null);
    }

    @Test
    void aMappingThatOutlivedItsRoleGivesNothingToANewOne() {
        var role = appRole("trap-gone");
        target.edit("roles", "trap-gone", json -> json.put("description", "x"));
        target.edit("rolesmapping", "trap-gone", mapping -> {
            mapping.putArray("users").add("trap-mallory");
            mapping.putArray("backend_roles").add("trap-group");
        });
        server.admin("DELETE", OpenSearchTarget.API + "roles/trap-gone", "");
        var mallory = account("trap-mallory");
        assertThat(grants(agent.read(EVERYTHING))).contains(new Grant(mallory, memberOf(role)));
        isRejected(apply(make(role)), Outcome.Rejected.STALE_PRIOR, "delete the mapping first");
        isRejected(apply(remove(mallory, memberOf(role))), Outcome.Rejected.UNKNOWN_ON_TARGET, "deleted whole");
        server.admin("DELETE", OpenSearchTarget.API + "rolesmapping/trap-gone", "");
        applied(make(role));
    }

    @Test
    void deletingARoleLeavesNoMapping() {
        var role = appRole("trap-short");
        var ann = account("trap-ann");
        applied(make(role), add(ann, memberOf(role)));
        isRejected(apply(new Change.DeleteAppRole(role.name())), Outcome.Rejected.STALE_PRIOR, "still has");
        applied(remove(ann, memberOf(role)));
        applied(new Change.DeleteAppRole(role.name()));
        assertThat(target.names("rolesmapping")).doesNotContain("trap-short");
        assertThat(target.names("roles")).doesNotContain("trap-short");
    }

    @Test
    void namesThatDifferInCaseAreTwo() {
        applied(make(account("trap-bob")), make(account("Trap-Bob")));
        applied(make(appRole("trap-role")), make(appRole("Trap-Role")));
        applied(add(account("Trap-Bob"), memberOf(appRole("trap-role"))));
        assertThat(grants(agent.read(EVERYTHING)))
                .contains(new Grant(account("Trap-Bob"), memberOf(appRole("trap-role"))))
                .doesNotContain(new Grant(account("trap-bob"), memberOf(appRole("trap-role"))));
    }

    @Test
    void aRoleOfTheUserItselfIsSeenAndTaken() {
        target.edit("roles", "trap-direct", json -> json.put("description", "x"));
        target.edit("internalusers", "trap-ann", user -> {
            user.put("password", OpenSearchServer.PASSWORD);
            user.putArray("opendistro_security_roles").add("trap-direct");
        });
        var held = new Grant(account("trap-ann"), memberOf(appRole("trap-direct")));
        assertThat(grants(agent.read(EVERYTHING))).contains(held);
        target.edit(
                "rolesmapping",
                "trap-direct",
                mapping -> mapping.putArray("users").add("trap-ann"));
        applied(remove(account("trap-ann"), held.entitlement()));
        assertThat(grants(agent.read(EVERYTHING))).doesNotContain(held);
        assertThat(server.as("trap-ann", OpenSearchServer.PASSWORD, "GET", OpenSearchTarget.API + "account", "")
                        .body())
                .doesNotContain("trap-direct");
    }

    @Test
    void groupsHostsAndWildcardsAreToldApart() {
        var role = appRole("trap-role");
        applied(make(role));
        List<Principal> groups = List.of(
                new Principal.ExternalGroup("cn=eng,ou=groups"),
                new Principal.ExternalGroup("host:10.*"),
                new Principal.ExternalGroup("backend-role:host:odd"),
                new Principal.ExternalGroup("all-of:[\"a\",\"b\"]"));
        for (Principal group : groups) {
            applied(add(group, memberOf(role)));
        }
        assertThat(server.admin("GET", OpenSearchTarget.API + "rolesmapping/trap-role", ""))
                .contains("\"and_backend_roles\":[\"a\",\"b\"]", "\"hosts\":[\"10.*\"]", "\"host:odd\"");
        isRejected(
                apply(add(new Principal.ExternalGroup("eng*"), memberOf(role))),
                Outcome.Rejected.NAME_NOT_ALLOWED,
                "every backend role");
        isRejected(apply(add(account("ann*"), memberOf(role))), Outcome.Rejected.NAME_NOT_ALLOWED, "every user");
        target.edit(
                "rolesmapping",
                "trap-role",
                mapping -> mapping.putArray("users").add("ann*").add("*"));
        ObservedState state = agent.read(EVERYTHING);
        assertThat(grants(state)).contains(grant(account("ann*"), "role:trap-role"));
        assertThat(grants(state)).contains(grant(new Principal.Anyone(), "role:trap-role"));
        assertThat(state.accounts().get(account("ann*").name()))
                .extracting(ObservedAccount::status)
                .isEqualTo(AccountStatus.UNKNOWN);
        applied(remove(account("ann*"), memberOf(role)));
        applied(remove(new Principal.Anyone(), memberOf(role)));
        for (Principal group : groups) {
            applied(remove(group, memberOf(role)));
        }
        assertThat(grants(agent.read(EVERYTHING)))
                .noneMatch(found -> found.entitlement().equals(memberOf(role)));
    }

    @Test
    void oneEntryWithTwoPatternsIsTakenApart() {
        target.edit("roles", "trap-wide", role -> {
            var entry = role.putArray("index_permissions").addObject();
            entry.putArray("index_patterns").add("x").add("y");
            entry.putArray("allowed_actions").add("read").add("write");
            entry.putArray("fls").add("~z");
        });
        String fls = ";condition=\"{\\\"fls\\\":[\\\"~z\\\"]}\"";
        var wide = appRole("trap-wide");
        applied(remove(wide, entitlement("index:x write" + fls)));
        assertThat(grants(agent.read(new ReadScope.Of(Set.of(wide), Set.of()))))
                .containsExactlyInAnyOrder(
                        grant(wide, "index:x read" + fls),
                        grant(wide, "index:y read" + fls),
                        grant(wide, "index:y write" + fls));
    }

    @Test
    void whoMayNotUseTheInterfaceIsToldWhatToDo() {
        assertThat(catchThrowableOfType(AgentException.class, () -> server.agent(Map.of("user", "bystander"))))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_PERMITTED);
                    assertThat(e).hasMessageContaining("cluster:monitor/main");
                });
        target.edit(
                "rolesmapping", "mandate", mapping -> mapping.withArray("users").add("bystander"));
        assertThat(catchThrowableOfType(AgentException.class, () -> server.agent(Map.of("user", "bystander"))))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_PERMITTED);
                    assertThat(e).hasMessageContaining("roles_enabled");
                });
        target.edit(
                "rolesmapping", "mandate", mapping -> mapping.putArray("users").add("mandate"));
        assertThat(catchThrowableOfType(AgentException.class, () -> server.agent(Map.of(), "wrong")))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_REFUSED);
                    assertThat(e).hasMessageNotContaining("wrong\"");
                });
        assertThat(agent.profile().identityPin()).matches("cluster [\\w-]{22}");
    }
}
