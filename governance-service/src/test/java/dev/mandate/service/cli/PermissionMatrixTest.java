package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Office;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Permission.Reach;
import dev.mandate.model.access.Preset;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Answer;
import dev.mandate.service.api.Api;
import dev.mandate.service.api.Call;
import dev.mandate.service.api.Callers;
import dev.mandate.service.api.Route;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.settings.SettingsFile;
import dev.mandate.service.signin.OperatorApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every route, asked by the holder of every preset over all of the fleet and over a part, for what is theirs and what is not. */
class PermissionMatrixTest {
    /** Written by hand, so that a route is not let in by the line that makes it. */
    private static final String EXPECTED = """
            GET /applications/{application}/upgrade policy.read
            GET /agents deployments.read
            POST /agent/work agent.work
            POST /agent/work/{id}/pages agent.work
            POST /agent/work/{id}/answer agent.work
            POST /agent/journal agent.work
            GET /accounts/unlinked access.read
            POST /approvals changes.approve
            GET /deployments/{deployment}/check access.read
            POST /deployments/{deployment}/confirm deployments.confirm
            POST /deployments/{deployment}/links accounts.link
            POST /deployments/{deployment}/restore deployments.restore
            POST /deployments/{deployment}/restore/end deployments.restore
            GET /drift drift.read
            GET /drift/matrix drift.read
            POST /drift/looks drift.look
            POST /drift/{id}/adopt drift.decide
            POST /drift/{id}/exempt drift.decide
            POST /drift/{id}/revert drift.decide
            POST /exemptions/{id}/end drift.decide
            GET /holds holds.read
            POST /holds holds.set
            POST /holds/{id}/lift holds.lift
            GET /link-doubts sources.read
            POST /links people.link
            POST /links/end people.link
            GET /operators operators.read
            GET /clients operators.read
            POST /plans plans.make
            GET /policy policy.read
            POST /policy/approvals policy.approve
            GET /policy/files policy.read
            POST /policy/plans policy.preview
            POST /policy/previews policy.preview
            GET /policy/versions policy.read
            POST /policy/versions policy.publish
            POST /reconciliations plans.apply
            GET /restores deployments.read
            GET /session self.read
            GET /sessions/{subject} sessions.end
            POST /sessions/{subject}/end sessions.end
            POST /identities/{subject}/end sessions.end
            GET /identities/unlinked sources.read
            GET /sources sources.read
            GET /sources/{id}/check sources.check
            POST /sources/{id}/release sources.release
            GET /sources/{id}/tokens sources.read
            GET /subjects/{subject} sources.read
            GET /what access.read
            GET /who access.read
            GET /why access.read
            """;

    private static final String POLICY = """
            deployments:
              - {id: mandate, application: mandate, connect: {}, manage: {accounts: additive, role-content: authoritative}}
              - {id: own, application: postgresql, labels: {env: dev},
                 connect: {host: 127.0.0.1, port: 1, database: a, user: m, password: "${secret:own}"}}
              - {id: other, application: postgresql, labels: {env: prod},
                 connect: {host: 127.0.0.1, port: 2, database: b, user: m, password: "${secret:other}"}}
            """;

    private static final Selector OWN = new Selector(Set.of(), Set.of(DeploymentId.of("own")), new TreeMap<>());
    private static final SubjectId SOMEBODY = SubjectId.of("00000000-0000-4000-8000-000000000001");
    private static final String ANY_ID = "00000000-0000-4000-8000-00000000000a";
    private static final List<String> OTHERS =
            List.of("00000000-0000-4000-8000-00000000000b", "00000000-0000-4000-8000-00000000000c");

    /** What takes long, which is asked at its beginning, and what only an agent does, which has no office. */
    private static final Set<Permission> NO_DECISION = Set.of(
            Permission.PLANS_MAKE,
            Permission.PLANS_APPLY,
            Permission.DRIFT_LOOK,
            Permission.POLICY_PREVIEW,
            Permission.AGENT_WORK);

    /** What differs from one answer to the next though the same was answered. */
    private static final String TRACE = "\"trace_id\":\"[^\"]*\"|\"[a-z_]*(at|as_of|since)\":\"[^\"]*\"";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static OpenService service;

    @SuppressWarnings("NullAway.Init")
    private static Api api;

    @BeforeAll
    static void open() throws IOException {
        Path config = TestingCommandLine.config(home, "");
        service = OpenService.of(SettingsFile.read(config, Map.of()).settings().orElseThrow());
        api = service.get(Api.class);
        String body = "{\"file\":[{\"name\":\"p.yaml\",\"text\":" + quoted(POLICY) + "}]}";
        Answer published = api.answer(new Call(
                TestingOperators.operator(service, "ada"),
                Route.Method.POST,
                "/policy/versions",
                Map.of(),
                body,
                step -> {}));
        assertThat(published.json()).contains("\"published\"");
        sql("insert into directory.source (id, attempted) values ('corp', '2026-01-01Z')");
        for (String id : List.of(SOMEBODY.value(), OTHERS.getFirst(), OTHERS.getLast())) {
            sql(
                    "insert into directory.subject (id, source, external_id, kind, state, tenure, missing, attributes) values ('"
                            + id + "', 'corp', '" + id + "', 'person', 'active', 1, false, '{}')");
        }
        sql("insert into access.office_account values ('somebody', '" + SOMEBODY + "', true)");
    }

    @AfterAll
    static void close() {
        service.close();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    @Test
    void everyRouteIsListedAboveWithItsPermission() {
        assertThat(api.routes())
                .extracting(route -> route + " " + route.permission().word())
                .containsExactlyInAnyOrderElementsOf(EXPECTED.lines().toList());
    }

    @ParameterizedTest
    @EnumSource
    void aPresetOpensItsRoutesAndNoOther(Preset preset) {
        for (Selector over : List.of(Selector.ALL, OWN)) {
            Caller caller = signedIn(new Office(preset, over));
            for (Route<?, ?> route : api.routes()) {
                Permission needed = route.permission();
                boolean allowed = preset.permissions().contains(needed)
                        && (over.equals(Selector.ALL) || needed.reach() == Reach.DEPLOYMENTS);
                Answer answer = ask(caller, route, "own");
                assertThat(answer.status() == 403 || answer.status() == 401)
                        .as("%s over %s: %s gave %s", preset, over, route, answer)
                        .isEqualTo(!allowed);
            }
        }
    }

    @Test
    void whoHoldsNothingIsLetInNowhere() {
        Caller nobody = signedIn();
        for (Route<?, ?> route : api.routes()) {
            assertThat(ask(nobody, route, "own").status()).as("%s", route).isEqualTo(403);
        }
    }

    /** Everything that may be held over a part, held over a part: what is elsewhere answers as if it were not there. */
    @Test
    void whatIsElsewhereIsNotThere() {
        Caller caller = withAll(OWN);
        List<Route<?, ?>> asking = api.routes().stream()
                .filter(route -> route.permission().reach() == Reach.DEPLOYMENTS)
                .filter(route -> route.permission() != Permission.POLICY_PUBLISH)
                .toList();
        assertThat(asking).hasSizeGreaterThan(20);
        for (Route<?, ?> route : asking) {
            String other = seen(ask(caller, route, "other"), "other");
            assertThat(other).as("%s", route).isEqualTo(seen(ask(caller, route, "nowhere"), "nowhere"));
        }
    }

    private static String seen(Answer answer, String deployment) {
        return answer.status() + answer.json().replaceAll(TRACE, "").replace(deployment, "X");
    }

    private static Caller withAll(Selector over) {
        Caller caller = signedIn(Stream.of(Preset.values())
                .map(preset -> new Office(preset, over))
                .toArray(Office[]::new));
        assertThat(Permission.values())
                .filteredOn(permission -> permission != Permission.AGENT_WORK)
                .allMatch(permission ->
                        (permission.reach() == Reach.WHOLE && over.equals(OWN)) || caller.may(permission));
        return caller;
    }

    /** Whoever holds these offices and no other. */
    private static Caller signedIn(Office... offices) {
        sql("delete from access.office");
        Stream.of(offices)
                .forEach(
                        office -> sql("insert into access.office values ('somebody', '" + office.entitlement() + "')"));
        return service.get(Callers.class).of(SOMEBODY, Instant.now().plusSeconds(60));
    }

    private static void sql(String statement) {
        service.get(DSLContext.class).execute(statement);
    }

    /** Between recognising somebody and what they do there may be any time: a long body, a full pool, a lock (ASVS 15.4.2). */
    @Test
    void whatWasTakenSinceTheyWereRecognisedIsNotTheirsAnyMore() {
        List<Route<?, ?>> deciding = api.routes().stream()
                .filter(route -> route.method() == Route.Method.POST && !NO_DECISION.contains(route.permission()))
                .toList();
        assertThat(deciding).hasSizeGreaterThan(16);
        for (Route<?, ?> route : deciding) {
            Caller all = withAll(Selector.ALL);
            assertThat(isRefused(ask(all, route, "own"))).as("%s", route).isFalse();
            sql("delete from access.office");
            assertThat(isRefused(ask(all, route, "own")))
                    .as("without its office: %s", route)
                    .isTrue();

            Caller suspended = withAll(Selector.ALL);
            sql("update directory.subject set state = 'suspended'");
            assertThat(isRefused(ask(suspended, route, "own")))
                    .as("suspended: %s", route)
                    .isTrue();
            sql("update directory.subject set state = 'active'");

            String name = "operator-" + deciding.indexOf(route);
            Caller operator = TestingOperators.operator(service, name);
            assertThat(isRefused(ask(operator, route, "own"))).as("%s", route).isFalse();
            service.get(OperatorApi.class).end(name, HostUser.actor());
            assertThat(isRefused(ask(operator, route, "own")))
                    .as("ended: %s", route)
                    .isTrue();
        }
    }

    private static boolean isRefused(Answer answer) {
        return answer.status() == 403 || answer.json().matches(".*may not (publish|approve);.*");
    }

    /** What takes an office away goes first or comes second, and is never in between. */
    @Test
    void aDecisionWaitsForWhatTakesTheOfficeAwayMeanwhile() throws Exception {
        Caller all = withAll(Selector.ALL);
        Route<?, ?> holding = api.routes().stream()
                .filter(route -> route.toString().equals("POST /holds/{id}/lift"))
                .findFirst()
                .orElseThrow();
        for (String taking : List.of(
                "delete from access.office",
                "update access.office_account set enabled = false",
                "update directory.subject set state = 'left'")) {
            CompletableFuture<Answer> answer = service.get(Transactions.class).apart(() -> {
                sql(taking);
                var asked = CompletableFuture.supplyAsync(() -> ask(all, holding, "own"));
                while (!asked.isDone() && !somebodyWaits()) {
                    Thread.onSpinWait();
                }
                return asked;
            });
            assertThat(isRefused(answer.get())).as(taking).isTrue();
            sql("update access.office_account set enabled = true");
            sql("update directory.subject set state = 'active'");
            withAll(Selector.ALL);
        }
    }

    private static boolean somebodyWaits() {
        return service.get(DSLContext.class)
                .fetchExists(DSL.selectFrom("pg_locks").where("not granted"));
    }

    /** With all that any route could want to know of a deployment; what a route does not know it is not told. */
    private static Answer ask(Caller caller, Route<?, ?> route, String deployment) {
        Map<String, String> parts = new HashMap<>(Map.of(
                "deployment",
                deployment,
                "id",
                route.path().startsWith("/sources") ? "corp" : ANY_ID,
                "subject",
                SOMEBODY.value(),
                "entitlement",
                "table:a.b SELECT",
                "account",
                "root",
                "as_of",
                "2026-11-25T12:00:00Z",
                "hash",
                "0".repeat(64),
                "reason",
                "a test"));
        parts.put("difference", "0".repeat(64));
        parts.put("until", "2126-01-01T00:00:00Z");
        parts.put("owner", "somebody");
        parts.put("identity", OTHERS.getFirst());
        parts.put("to", OTHERS.getLast());
        String path = route.path();
        for (var part : parts.entrySet()) {
            path = path.replace("{" + part.getKey() + "}", part.getValue());
        }
        Set<String> inPath = Stream.of(route.path().split("/"))
                .filter(part -> part.startsWith("{"))
                .map(part -> part.substring(1, part.length() - 1))
                .collect(Collectors.toSet());
        Map<String, List<String>> query = new TreeMap<>();
        for (var component : route.command().getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
            // A Hold names an account or a subject.
            boolean twice = route.path().equals("/holds") && name.equals("subject");
            if (parts.containsKey(name) && !inPath.contains(name) && !twice) {
                query.put(name, List.of(String.valueOf(parts.get(name))));
            }
        }
        if (route.method() == Route.Method.GET) {
            return api.answer(new Call(caller, route.method(), path, query, null, step -> {}));
        }
        String body = query.entrySet().stream()
                .map(one -> "\"" + one.getKey() + "\":"
                        + value(route, one.getKey(), one.getValue().getFirst()))
                .collect(Collectors.joining(",", "{", "}"));
        return api.answer(new Call(caller, route.method(), path, Map.of(), body, step -> {}));
    }

    private static String value(Route<?, ?> route, String name, String value) {
        boolean list = Stream.of(route.command().getRecordComponents())
                .anyMatch(component -> component.getName().equals(name) && component.getType() == List.class);
        return list ? "[\"" + value + "\"]" : "\"" + value + "\"";
    }
}
