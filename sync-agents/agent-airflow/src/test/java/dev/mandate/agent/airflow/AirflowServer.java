package dev.mandate.agent.airflow;

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

/** A real Airflow in a container, with its database as a back door. */
final class AirflowServer implements AutoCloseable {
    /** What {@code [fab] cache_ttl} is here; a real one has 30. */
    static final Duration CACHE_TTL = Duration.ofSeconds(3);

    static final String AGENT = "mandate";
    static final String ADMIN = "admin";

    private static final String PASSWORD = "of-the-agent-and-of-the-admin";
    private static final Duration START = Duration.ofMinutes(5);
    private static final int PORT = 8080;

    private final GenericContainer<?> container;
    // An offer of HTTP/2 makes the server lose the body.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    AirflowServer(String image) {
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withImagePullPolicy(name -> false)
                .withLabel("dev.mandate.test", "airflow")
                .withExposedPorts(PORT)
                .withEnv("AGENT_PASSWORD", PASSWORD)
                .withEnv("ADMIN_PASSWORD", PASSWORD)
                .withEnv("AIRFLOW__FAB__CACHE_TTL", String.valueOf(CACHE_TTL.toSeconds()))
                .withEnv("AIRFLOW__API__EXPOSE_CONFIG", "True")
                // below what the agent asks for, so that Airflow shortens every page
                .withEnv("AIRFLOW__API__MAXIMUM_PAGE_LIMIT", "80")
                .waitingFor(Wait.forHttp("/api/v2/version").withStartupTimeout(START));
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
                DeploymentId.of("airflow-test"), fields, Map.of("password", new Secret(PASSWORD)), () -> Fixture.NOW);
    }

    /** In Airflow's own database: all statements in one transaction; the rows that come back, columns joined by a bar. */
    List<String> sql(String statements) {
        String out = run("psql", "-U", "airflow", "-XAtq1", "-v", "ON_ERROR_STOP=1", "-c", statements);
        return out.lines().filter(line -> !line.isEmpty()).toList();
    }

    /** Airflow's own command line. */
    void cli(String... arguments) {
        var line = new String[arguments.length + 1];
        line[0] = "airflow";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        run(line);
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

    /** Whether Airflow takes this password. */
    boolean opens(String user, String password) {
        HttpResponse<String> answer = login(user, password);
        return switch (answer.statusCode()) {
            case 201 -> true;
            case 400, 401 -> false;
            default -> throw new IllegalStateException(answer + answer.body());
        };
    }

    private HttpResponse<String> login(String user, String password) {
        return send(HttpRequest.newBuilder(uri("/auth/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of("username", user, "password", password)))));
    }

    /** A token of a user with the admin's password. */
    String token(String user) {
        var answer = login(user, PASSWORD);
        return FabJson.FIELDS.text(
                Json.read(
                        Call.of(Method.POST, "auth", "token"),
                        new Reply.Answer(answer.statusCode(), "application/json", answer.body())),
                "access_token");
    }

    /** The status that {@code token} gets for {@code path}. */
    int status(String token, String path) {
        return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token))
                .statusCode();
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
