package dev.mandate.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Remit;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.platform.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiTest {
    private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");
    private static final Caller GRACE = Caller.operator("grace", null);
    private static final Caller READER = Caller.reader("somebody");

    record Look(DeploymentId deployment, Optional<Instant> asOf, List<String> label, boolean deep) {}

    record Step(int done) {}

    record Seen(String deployment, @Nullable Integer countKnown, Optional<Instant> asOf, List<String> label) {}

    private final List<String> denied = new ArrayList<>();
    private final Api api = new Api(
            List.of(() -> List.of(
                    Route.get(
                            "/deployments/{deployment}/drift",
                            Permission.DRIFT_READ,
                            "Looks.",
                            Look.class,
                            Seen.class,
                            (ask, look) -> new Seen(look.deployment().value(), null, look.asOf(), look.label())),
                    Route.post(
                            "/deployments/{deployment}/apply",
                            Permission.PLANS_APPLY,
                            "Applies.",
                            Look.class,
                            Seen.class,
                            (ask, look) -> {
                                ask.progress().accept(new Step(1));
                                throw new IllegalStateException("hunter2");
                            }))),
            (caller, route) -> denied.add(caller.name() + " " + route),
            () -> NOW);

    @Test
    void answersWithTheViewAsJson() {
        assertThat(get("/deployments/warehouse-prod/drift", Map.of("as_of", List.of("2027-03-31T18:00:00Z"))))
                .isEqualTo(new Answer(
                        200,
                        "{\"deployment\":\"warehouse-prod\",\"count_known\":null,"
                                + "\"as_of\":\"2027-03-31T18:00:00Z\",\"label\":[]}"));
    }

    @Test
    void takesOneOrSeveralOfAList() {
        assertThat(get("/deployments/a/drift", Map.of("label", List.of("x"))).json())
                .contains("\"label\":[\"x\"]");
        assertThat(get("/deployments/a/drift", Map.of("label", List.of("x", "y")))
                        .json())
                .contains("\"label\":[\"x\",\"y\"]");
    }

    @Test
    void takesTheTextOfALargePolicy() {
        String large = "x".repeat(3_000_000);
        assertThat(post(GRACE, "/deployments/a/apply", "{\"label\":[\"" + large + "\"]}")
                        .status())
                .isEqualTo(500);
        assertThat(post(GRACE, "/deployments/a/apply", "{\"label\":[\"" + large.repeat(3) + "\"]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void saysAllFaultsAtOnce() {
        Answer answer = get("/deployments/NO/drift", Map.of("as_of", List.of("noon"), "depth", List.of("3")));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).contains("'deployment'", "'as_of'", "unknown name 'depth'", "request-invalid");
    }

    @Test
    void refusesAndTellsOfACallerWithoutThePermission() {
        Answer answer = post(READER, "/deployments/a/apply", "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json()).contains("not-permitted", "may not apply plans (plans.apply)");
        assertThat(denied).containsExactly("somebody POST /deployments/{deployment}/apply");
    }

    @Test
    void asksWhoeverIsSignedInToShowAgainWhoTheyAre() {
        var signing = new Api(
                List.of(() -> List.of(Route.post(
                        "/approvals",
                        Permission.CHANGES_APPROVE,
                        "",
                        Nothing.class,
                        Step.class,
                        (ask, nothing) -> new Step(1)))),
                (caller, route) -> denied.add(caller.name()),
                () -> NOW);
        var all = Set.of(Remit.everywhere(Set.of(Permission.values())));
        for (var shown : Map.of(
                        NOW,
                        200,
                        NOW.minus(Api.LATELY),
                        200,
                        NOW.minus(Api.LATELY).minusMillis(1),
                        401)
                .entrySet()) {
            var caller = Caller.signedIn(SubjectId.of("s-1"), all, shown.getKey());
            var answer = signing.answer(new Call(caller, Route.Method.POST, "/approvals", Map.of(), "{}", step -> {}));
            assertThat(answer.status()).as("%s", shown).isEqualTo(shown.getValue());
        }
        var nobody = Caller.signedIn(SubjectId.of("s-1"), Set.of(), Instant.EPOCH);
        assertThat(signing.answer(new Call(nobody, Route.Method.POST, "/approvals", Map.of(), "{}", step -> {}))
                        .json())
                .contains("not-permitted", "a role must give it");
    }

    @Test
    void checksThePermissionBeforeItReadsTheCommand() {
        assertThat(post(READER, "/deployments/a/apply", "{").status()).isEqualTo(403);
    }

    @Test
    void neverShowsWhatNobodyForesaw() {
        Answer answer = post(GRACE, "/deployments/a/apply", "{}");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json()).contains("internal-error").doesNotContain("hunter2");
    }

    @Test
    void refusesHostileBodies() {
        for (String body :
                List.of("[]", "{\"a\":", "[".repeat(100_000), "{\"deep\":".repeat(1000), "\"x\"", "{\"a\":1,\"a\":2")) {
            assertThat(post(GRACE, "/deployments/a/apply", body).status()).isEqualTo(400);
        }
        assertThat(get("/deployments/" + "a%".repeat(10) + "/drift", Map.of()).status())
                .isEqualTo(400);
    }

    @Test
    void knowsOnlyWhatIsInTheTable() {
        assertThat(get("/deployments", Map.of()).status()).isEqualTo(404);
        assertThat(get("/deployments/a/apply", Map.of()).status()).isEqualTo(405);
        assertThat(get("/deployments/a/b/drift", Map.of()).status()).isEqualTo(404);
        assertThat(get("/deployments/a%2Fb/drift", Map.of()).status()).isEqualTo(400);
    }

    @Test
    void refusesTwoRoutesForOnePath() {
        var twice = Route.get(
                "/a/{b}",
                Permission.DRIFT_READ,
                "",
                Look.class,
                Seen.class,
                (ask, look) -> new Seen("", 1, look.asOf(), List.of()));
        assertThatThrownBy(() -> new Api(List.of(() -> List.of(twice, twice)), (caller, route) -> {}, () -> NOW))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isTheProblemThatWasThrown() {
        var failing = new Api(
                List.of(() -> List.of(
                        Route.get("/a", Permission.DRIFT_READ, "", Nothing.class, Seen.class, (ask, nothing) -> {
                            throw new Problem(ApiCode.REQUEST_TOO_LARGE, "too much");
                        }))),
                (caller, route) -> {},
                () -> NOW);
        assertThat(failing.answer(new Call(GRACE, Route.Method.GET, "/a", Map.of(), null, step -> {})))
                .extracting(Answer::status)
                .isEqualTo(413);
    }

    record Nothing() {}

    private Answer get(String path, Map<String, List<String>> query) {
        return api.answer(new Call(GRACE, Route.Method.GET, path, query, null, step -> {}));
    }

    private Answer post(Caller caller, String path, String body) {
        return api.answer(new Call(caller, Route.Method.POST, path, Map.of(), body, step -> {}));
    }
}
