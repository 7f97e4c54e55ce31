package dev.mandate.agent.superset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.http.Call;
import dev.mandate.agent.http.Call.Method;
import dev.mandate.agent.http.Redaction;
import dev.mandate.agent.http.Reply;
import dev.mandate.agent.http.RestClient;
import dev.mandate.model.access.DeploymentId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server that lasts as long as a test does not show by itself. */
class SessionTest {
    private static final Call READ = Call.of(Method.GET, "things");
    private static final Call FORM = Call.of(Method.PUT, "rules").body("{}");
    private static final String TOKENS = "{\"access_token\":\"access-1\",\"refresh_token\":\"refresh-1\"}";

    private record Answer(int status, String body, String cookie) {}

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final RestClient http;
    private final Session session;

    SessionTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        var config = SupersetConfig.of(new Connection(
                DeploymentId.of("superset-test"),
                Map.of("url", "http://127.0.0.1:" + server.getAddress().getPort(), "user", "mandate"),
                Map.of("password", new Secret("of-the-agent")),
                () -> Fixture.NOW));
        http = new RestClient(config.target(), Fixture.PACING);
        session = new Session(http, config, new Redaction());
    }

    private void answer(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        asked.add("%s %s %s %s %s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        headers.getFirst("Authorization"),
                        headers.getFirst("X-CSRFToken"),
                        headers.getFirst("Cookie")));
        exchange.getRequestBody().readAllBytes();
        Answer answer = answers.remove();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (!answer.cookie().isEmpty()) {
            exchange.getResponseHeaders().set("Set-Cookie", answer.cookie() + "; HttpOnly; Path=/");
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private SessionTest then(int status, String body) {
        answers.add(new Answer(status, body, ""));
        return this;
    }

    @AfterEach
    void stop() {
        http.close();
        server.stop(0);
        assertThat(answers).isEmpty();
    }

    @Test
    void aBrokenTokenIsRenewedAndAFaultyCallIsNot() {
        then(200, TOKENS).then(422, "{\"msg\":\"Not enough segments\"}").then(200, "{\"access_token\":\"access-2\"}");
        then(200, "{}").then(422, "{\"message\":\"no\"}");
        assertThat(status(session.send(READ))).isEqualTo(200);
        assertThat(status(session.send(READ))).isEqualTo(422);
        assertThat(asked)
                .containsExactly(
                        "POST /api/v1/security/login null null null",
                        "GET /things Bearer access-1 null null",
                        "POST /api/v1/security/refresh Bearer refresh-1 null null",
                        "GET /things Bearer access-2 null null",
                        "GET /things Bearer access-2 null null");
    }

    @Test
    void whoCannotRenewSignsInAgainOnce() {
        then(200, TOKENS).then(401, "{\"msg\":\"Token has expired\"}").then(401, "{\"msg\":\"Token has expired\"}");
        then(200, TOKENS.replace('1', '2')).then(401, "{\"msg\":\"Error loading the user 7\"}");
        assertThatThrownBy(() -> session.send(READ))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is the user active");
        assertThat(asked).last().isEqualTo("GET /things Bearer access-2 null null");
    }

    /** A restarted server with another key, or a week gone by: the token of the form no longer fits the cookie. */
    @Test
    void aStaleFormTokenIsFetchedAnew() {
        then(200, TOKENS);
        answers.add(new Answer(200, "{\"result\":\"form-1\"}", "session=a"));
        then(400, "{\"errors\":[{\"message\":\"400 Bad Request: The CSRF session token is missing.\"}]}");
        answers.add(new Answer(200, "{\"result\":\"form-2\"}", "session=b"));
        then(200, "{}").then(200, "{}");
        assertThat(status(session.sendForm(FORM))).isEqualTo(200);
        assertThat(status(session.sendForm(FORM))).isEqualTo(200);
        assertThat(asked.subList(2, asked.size()))
                .containsExactly(
                        "PUT /rules Bearer access-1 form-1 session=a",
                        "GET /api/v1/security/csrf_token/ Bearer access-1 null null",
                        "PUT /rules Bearer access-1 form-2 session=b",
                        "PUT /rules Bearer access-1 form-2 session=b");
    }

    private static int status(Reply reply) {
        return ((Reply.Answer) reply).status();
    }
}
