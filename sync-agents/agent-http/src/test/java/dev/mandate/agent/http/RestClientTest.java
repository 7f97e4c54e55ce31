package dev.mandate.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Network;
import dev.mandate.agent.http.Call.Method;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestClientTest {
    private static final String JSON = "application/json";
    private static final Limits IMPATIENT = new Limits(
            Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofMillis(900), 3, Duration.ofSeconds(20), 2, 1000);
    private static final Call READ = Call.of(Method.GET, "users");
    private static final Call WRITE = Call.of(Method.POST, "users").body("{\"a\":1}");

    private final ScriptedServer server = new ScriptedServer();
    private final RecordedPause pause = new RecordedPause();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsMethodPathQueryHeadersAndBody() {
        server.then(200, "application/json; charset=utf-8", "{}");
        try (RestClient client = client()) {
            Reply reply = client.send(Call.of(Method.PATCH, "auth", "users")
                    .at("a b/ü*+%")
                    .query("mask", "x&y")
                    .header("Authorization", "Bearer t")
                    .body("{\"ü\":1}"));
            assertThat(reply).isEqualTo(new Reply.Answer(200, JSON, "{}"));
        }
        ScriptedServer.Seen seen = server.seen.getFirst();
        assertThat(seen.method()).isEqualTo("PATCH");
        assertThat(seen.target()).isEqualTo("/auth/users/a%20b%2F%C3%BC%2A%2B%25?mask=x%26y");
        assertThat(seen.body()).isEqualTo("{\"ü\":1}");
        assertThat(seen.headers().get("Authorization")).containsExactly("Bearer t");
    }

    @Test
    void endsAPathInASlashWhereThatIsAsked() {
        server.then(200, JSON, "{}").then(200, JSON, "{}");
        try (RestClient client = client()) {
            client.send(READ.slashed());
            client.send(READ.slashed().query("q", "a/b").header("X", "y").repeatable());
        }
        assertThat(server.seen).extracting(ScriptedServer.Seen::target).containsExactly("/users/", "/users/?q=a%2Fb");
    }

    /** Whoever needs one sends it itself: nobody else is told who asked before. */
    @Test
    void handsCookiesOverAndKeepsNone() {
        server.then(200, JSON, "{}", Map.of("Set-Cookie", "session=abc; HttpOnly; Path=/"))
                .then(200, JSON, "{}");
        try (RestClient client = client()) {
            assertThat(client.read(READ).cookies()).containsExactly("session=abc");
            assertThat(client.read(READ).cookies()).isEmpty();
        }
        assertThat(server.seen.getLast().headers()).doesNotContainKey("Cookie");
        assertThat(new Reply.Answer(200, JSON, "", List.of("session=abc")).toString())
                .doesNotContain("abc");
    }

    @Test
    void refusesNamesThatAProxyWouldTakeForAPath() {
        assertThatThrownBy(() -> READ.at("..")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> READ.at("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void repeatsAReadThatBrokeOrFailed() {
        server.thenBreak().then(500, "text/plain", "Internal Server Error").then(200, JSON, "[]");
        try (RestClient client = client()) {
            assertThat(client.read(READ).body()).isEqualTo("[]");
        }
        assertThat(pause.waits).hasSize(2).allMatch(wait -> wait.compareTo(Duration.ofMillis(400)) <= 0);
    }

    @Test
    void givesUpAReadAfterTheLastAttempt() {
        server.thenBreak().thenBreak().thenBreak();
        try (RestClient client = client()) {
            assertThatThrownBy(() -> client.read(READ))
                    .asInstanceOf(type(AgentException.class))
                    .returns(ErrorCode.UNREACHABLE, AgentException::code);
        }
        assertThat(server.seen).hasSize(3);
    }

    @Test
    void neverRepeatsAWriteThatMayHaveHappened() {
        server.thenBreak();
        try (RestClient client = client()) {
            assertThat(client.send(WRITE)).isInstanceOf(Reply.Lost.class);
        }
        assertThat(server.seen).hasSize(1);
    }

    @Test
    void handsTheCallerAWriteThatFailed() {
        server.then(500, "text/plain; charset=utf-8", "Internal Server Error");
        try (RestClient client = client()) {
            assertThat(client.send(WRITE))
                    .isEqualTo(new Reply.Answer(500, "text/plain", "Internal Server Error"))
                    .hasToString("HTTP 500 text/plain");
        }
    }

    @Test
    void leavesTheConnectionOnWhichTheTargetFailed() {
        server.then(200, JSON, "1").then(200, JSON, "2").then(500, JSON, "3").then(200, JSON, "4");
        try (RestClient client = client()) {
            for (int i = 0; i < 4; i++) {
                client.send(WRITE);
            }
        }
        List<Integer> ports =
                server.seen.stream().map(seen -> seen.from().getPort()).toList();
        assertThat(ports.get(1)).isEqualTo(ports.get(0));
        assertThat(ports.get(2)).isEqualTo(ports.get(0));
        assertThat(ports.get(3)).isNotEqualTo(ports.get(0));
    }

    @Test
    void sendsAWriteAgainThatTheTargetTurnedAway() {
        server.then(429, JSON, "{}", Map.of("Retry-After", "7")).then(200, JSON, "{}");
        try (RestClient client = client()) {
            assertThat(client.send(WRITE)).isInstanceOf(Reply.Answer.class);
        }
        assertThat(pause.waits).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void reportsAWaitLongerThanItsPatience() {
        server.then(429, JSON, "{}", Map.of("Retry-After", "Sun, 01 Mar 2026 08:10:00 GMT"));
        try (RestClient client = client()) {
            assertThat(client.send(WRITE))
                    .asInstanceOf(type(Reply.NotSent.class))
                    .returns(ErrorCode.THROTTLED, Reply.NotSent::code)
                    .returns(RecordedPause.START.plusSeconds(600), Reply.NotSent::retryAt);
        }
        assertThat(pause.waits).isEmpty();
    }

    @Test
    void comesBackWhenAnOverloadedTargetSaysSo() {
        server.then(503, JSON, "{}", Map.of("Retry-After", "7")).then(200, JSON, "{}");
        try (RestClient client = client()) {
            assertThat(client.read(READ)).returns(200, Reply.Answer::status);
        }
        assertThat(pause.waits).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void leavesAnOverloadedTargetAloneAndDoesNotRiskAWriteTwice() {
        server.then(503, JSON, "{}", Map.of("Retry-After", "7"));
        try (RestClient client = client()) {
            assertThat(client.send(WRITE))
                    .asInstanceOf(type(Reply.NotSent.class))
                    .returns(ErrorCode.THROTTLED, Reply.NotSent::code)
                    .returns(RecordedPause.START.plusSeconds(7), Reply.NotSent::retryAt);
        }
        assertThat(server.seen).hasSize(1);
    }

    @Test
    void believesNoRetryAfterBeyondAnHour() {
        server.then(429, JSON, "{}", Map.of("Retry-After", "999999999"));
        try (RestClient client = client()) {
            assertThat(client.send(WRITE))
                    .asInstanceOf(type(Reply.NotSent.class))
                    .returns(RecordedPause.START.plusSeconds(3600), Reply.NotSent::retryAt);
        }
    }

    @Test
    void cutsOffAnAnswerThatFallsSilent() {
        server.thenStall("abc");
        try (RestClient client = client()) {
            assertThat(client.send(WRITE))
                    .asInstanceOf(type(Reply.Lost.class))
                    .returns(ErrorCode.UNREACHABLE, Reply.Lost::code);
        }
    }

    @Test
    void cutsOffAnAnswerThatNeverEnds() {
        server.thenDrip();
        var client = new RestClient(
                target(
                        server.base(),
                        List.of(),
                        new Limits(
                                IMPATIENT.connect(),
                                Duration.ofSeconds(30),
                                Duration.ofMillis(500),
                                1,
                                Duration.ZERO,
                                1,
                                Integer.MAX_VALUE - 8)),
                pause.pacing());
        try (client) {
            assertThat(client.send(WRITE))
                    .asInstanceOf(type(Reply.Lost.class))
                    .returns("POST /users: no complete answer within 0.5 s", Reply.Lost::why);
        }
    }

    @Test
    void treatsAnAnswerCutShortAsNone() {
        server.then(exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write(new byte[] {'{', '}'});
            exchange.close();
        });
        try (RestClient client = client()) {
            assertThat(client.send(WRITE)).isInstanceOf(Reply.Lost.class);
        }
    }

    @Test
    void readsNoMoreThanItsLimit() {
        server.then(200, JSON, "x".repeat(1000)).then(200, JSON, "x".repeat(1001));
        try (RestClient client = client()) {
            assertThat(client.send(WRITE)).isInstanceOf(Reply.Answer.class);
            assertThat(client.send(WRITE))
                    .asInstanceOf(type(Reply.Lost.class))
                    .returns("POST /users: the answer is longer than 1000 bytes", Reply.Lost::why);
        }
    }

    @Test
    void followsNoRedirectAndHidesItsQuery() {
        server.then(302, "text/html", "", Map.of("Location", "https://login.example.org/start?state=s3cret"));
        try (RestClient client = client()) {
            assertThat(client.send(READ))
                    .asInstanceOf(type(Reply.NotSent.class))
                    .returns(ErrorCode.WRONG_TARGET, Reply.NotSent::code)
                    .returns(
                            "GET /users: answered with a redirect to https://login.example.org/start;"
                                    + " put the final address into connect.url",
                            Reply.NotSent::why);
        }
        assertThat(server.seen).hasSize(1);
    }

    @Test
    void saysThatNobodyListens() {
        URI nobody = server.base();
        server.close();
        try (var client = new RestClient(target(nobody, List.of(), IMPATIENT), pause.pacing())) {
            assertThat(client.send(WRITE))
                    .asInstanceOf(type(Reply.NotSent.class))
                    .returns(ErrorCode.UNREACHABLE, Reply.NotSent::code);
        }
        assertThat(pause.waits).as("a write that never left is sent again").hasSize(2);
    }

    @Test
    void keepsToItsNumberOfConnections() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var full = new CountDownLatch(2);
        for (int i = 0; i < 8; i++) {
            server.then(exchange -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                full.countDown();
                try {
                    full.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                running.decrementAndGet();
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
        }
        try (RestClient client = client();
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var reply : callers.invokeAll(Collections.nCopies(8, () -> client.send(WRITE)))) {
                assertThat(reply.get()).isInstanceOf(Reply.Answer.class);
            }
        }
        assertThat(server.seen).hasSize(8);
        assertThat(most).hasValue(2);
    }

    private RestClient client() {
        return new RestClient(target(server.base(), List.of(), IMPATIENT), pause.pacing());
    }

    static RestTarget target(URI base, List<Network> allowed, Limits limits) {
        return new RestTarget(base, RestTarget.Tls.FULL, allowed, false, limits);
    }
}
