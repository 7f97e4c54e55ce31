package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.api.Api;
import dev.mandate.service.api.Route;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as it answers over HTTP. */
class WebServiceTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingWeb web;

    @SuppressWarnings("NullAway.Init")
    private static String token;

    @BeforeAll
    static void start() throws IOException, SQLException {
        Path config = TestingCommandLine.config(home, "");
        var line = new TestingCommandLine(config);
        line.addOperators("ada");
        token = Files.readString(line.token("ada")).strip();
        web = TestingWeb.start(config);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @Test
    void healthIsForEverybodyAndNothingElse() throws Exception {
        assertThat(get("/actuator/health", "").body())
                .isEqualTo("{\"groups\":[\"liveness\",\"readiness\"],\"status\":\"UP\"}");
        for (String path : new String[] {"/actuator/prometheus", "/actuator", "/", "/index.html", "/actuator/env"}) {
            assertThat(get(path, "").statusCode()).as(path).isEqualTo(401);
            assertThat(get(path, "x".repeat(43)).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(get("/actuator/env", token).statusCode()).isEqualTo(404);
    }

    @Test
    void noRouteAnswersSomebodyWhomNobodyKnows() throws Exception {
        for (Route<?, ?> route : web.get(Api.class).routes()) {
            String path = Api.PREFIX + route.path().replaceAll("\\{[^}]*}", "x");
            for (String stranger :
                    new String[] {"", "x".repeat(43), token + "x", token.toLowerCase(java.util.Locale.ROOT)}) {
                var answer = send(request(path, stranger)
                        .method(route.method().name(), BodyPublishers.ofString("{}"))
                        .build());
                assertThat(answer.statusCode()).as("%s", route).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                assertThat(answer.body()).contains("\"code\":\"not-recognised\"");
            }
        }
    }

    @Test
    void answersAsTheTableSays() throws Exception {
        var answer = get("/api/v1/operators", token);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.body())
                .startsWith("{\"operators\":[{\"name\":\"ada\"")
                .doesNotContain(token);
        assertThat(get("/api/v1/nothing", token).statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/reconciliations", token).statusCode()).isEqualTo(405);
        assertThat(get("/api/v1/operators?x=1", token).body()).contains("unknown name 'x'");
        assertThat(send(request("/api/v1/operators", token).DELETE().build()).statusCode())
                .isEqualTo(405);
        assertThat(send(request("/api/v1/holds", token)
                                .POST(BodyPublishers.ofByteArray(new byte[(16 << 20) + 1]))
                                .build())
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void tellsOfProgressToWhoeverAsksForEvents() throws Exception {
        var answer = send(request("/api/v1/plans", token)
                .header("Accept", "text/event-stream")
                .POST(BodyPublishers.ofString("{}"))
                .build());
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(answer.body()).startsWith("event: problem\ndata: {").contains("no policy is published yet");
    }

    @Test
    void metricsTellWhatIsKnownAndNothingOfWhatIsNot() throws Exception {
        try (var connection = web.connection();
                var statement = connection.createStatement()) {
            statement.execute("insert into directory.source (id, attempted, error_code, error, untold) values"
                    + " ('corp', '2026-01-01Z', 'unreachable', 'not reached', 'not offered')");
            statement.execute("insert into reconcile.course (deployment, target, since, result) values"
                    + " ('shop', 1, '2026-01-01Z', 'unreachable'), ('pos', 1, '2026-01-01Z', 'drift_left')");
            statement.execute("insert into reconcile.reading (deployment, at) values ('pos', '2026-01-01Z')");
        }
        String metrics = get("/actuator/prometheus", token).body();
        assertThat(metrics.lines())
                .contains(
                        "mandate_store_up 1.0",
                        "mandate_source_failing{source=\"corp\"} 1.0",
                        "mandate_source_untold{source=\"corp\"} 1.0",
                        "mandate_source_waiting{source=\"corp\"} 0.0",
                        "mandate_deployment_drift{deployment=\"pos\"} 0.0",
                        "mandate_deployment_result{deployment=\"shop\",result=\"unreachable\"} 1.0",
                        "mandate_policy_waiting 0.0",
                        "mandate_recovery_open 0.0")
                .anyMatch(line -> line.startsWith("mandate_deployment_age_seconds{deployment=\"pos\"} "))
                .noneMatch(line -> line.startsWith("mandate_deployment_age_seconds{deployment=\"shop\"}"))
                .noneMatch(line -> line.startsWith("mandate_source_age_seconds{"))
                .noneMatch(line -> line.startsWith("mandate_policy_version "))
                .anyMatch(line -> line.startsWith("mandate_changes_total{state=\"applied\"} "));
    }

    private static HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return send(request(path, token).build());
    }

    private static HttpRequest.Builder request(String path, String token) {
        var request = HttpRequest.newBuilder(URI.create(web.url() + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
