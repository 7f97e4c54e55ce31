package dev.mandate.agent.superset;

import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.http.Call;
import dev.mandate.agent.http.Call.Method;
import dev.mandate.agent.http.Json;
import dev.mandate.agent.http.Reply;
import dev.mandate.model.access.DeploymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import tools.jackson.databind.JsonNode;

/** A real Superset in a container, with its database as a back door. */
final class SupersetServer implements AutoCloseable {
    /** Short, so that every longer test outlives several. */
    static final Duration TOKENS_LIVE = Duration.ofSeconds(5);

    static final String AGENT = "mandate";
    static final String ADMIN = "admin";

    private static final String PASSWORD = "of-the-agent-and-of-the-admin";
    private static final Duration START = Duration.ofMinutes(5);
    private static final int PORT = 8088;

    private final GenericContainer<?> container;
    // An offer of HTTP/2 makes the server lose the body.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    SupersetServer(String image, Map<String, String> more) {
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withImagePullPolicy(name -> false)
                .withLabel("dev.mandate.test", "superset")
                .withExposedPorts(PORT)
                .withEnv("AGENT_PASSWORD", PASSWORD)
                .withEnv("ADMIN_PASSWORD", PASSWORD)
                .withEnv("JWT_ACCESS_TOKEN_EXPIRES", String.valueOf(TOKENS_LIVE.toSeconds()))
                .withEnv(more)
                .waitingFor(Wait.forHttp("/version").withStartupTimeout(START));
        container.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), container.getMappedPort(PORT));
    }

    /** As {@code user}, over {@code address}. */
    Connection connection(String user, InetSocketAddress address, Map<String, String> more) {
        var fields = new TreeMap<>(Map.of("url", "http://127.0.0.1:" + address.getPort(), "user", user));
        fields.putAll(more);
        return new Connection(
                DeploymentId.of("superset-test"), fields, Map.of("password", new Secret(PASSWORD)), () -> Fixture.NOW);
    }

    /** In Superset's own database: all statements in one transaction; the rows that come back, columns joined by a bar. */
    List<String> sql(String statements) {
        String out = run("psql", "-U", "superset", "-XAtq1", "-v", "ON_ERROR_STOP=1", "-c", statements);
        return out.lines().filter(line -> !line.isEmpty()).toList();
    }

    private String run(String... line) {
        try {
            Container.ExecResult result = container.execInContainer(line);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(
                        String.join(" ", line) + ":\n" + result.getStdout() + result.getStderr());
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether Superset takes this password. */
    boolean opens(String user, String password) {
        HttpResponse<String> answer = login(user, password);
        return switch (answer.statusCode()) {
            case 200 -> true;
            case 400, 401 -> false;
            default -> throw new IllegalStateException(answer + answer.body());
        };
    }

    private HttpResponse<String> login(String user, String password) {
        return send(HttpRequest.newBuilder(uri("/api/v1/security/login"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(
                        Map.of("username", user, "password", password, "provider", "db", "refresh", false)))));
    }

    /** A token of a user with the admin's password. */
    String token(String user) {
        var answer = login(user, PASSWORD);
        return SupersetJson.FIELDS.text(json(answer), "access_token");
    }

    /** The table names of the datasets that {@code token} is shown, in order. */
    List<String> datasets(String token) {
        var answer = send(HttpRequest.newBuilder(uri("/api/v1/dataset/")).header("Authorization", "Bearer " + token));
        return answer.statusCode() == 403
                ? List.of()
                : json(answer)
                        .path("result")
                        .valueStream()
                        .map(row -> row.path("table_name").stringValue())
                        .sorted()
                        .toList();
    }

    /** The regions in the rows of a dataset that {@code token} is shown; empty where it is shown nothing. */
    List<String> regions(String token, int dataset) {
        var answer = send(HttpRequest.newBuilder(uri("/api/v1/chart/data"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of(
                        "datasource",
                        Map.of("id", dataset, "type", "table"),
                        "force",
                        true,
                        "queries",
                        List.of(Map.of("columns", List.of("id", "region"), "row_limit", 100)))))));
        return answer.statusCode() == 403
                ? List.of()
                : json(answer)
                        .at("/result/0/data")
                        .valueStream()
                        .map(row -> row.path("region").stringValue())
                        .sorted()
                        .toList();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer + answer.body());
        }
        return Json.read(Call.of(Method.GET, "test"), new Reply.Answer(200, "application/json", answer.body()));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + address().getPort() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        container.close();
        http.close();
    }
}
