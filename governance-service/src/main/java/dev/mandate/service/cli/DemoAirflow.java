package dev.mandate.service.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A real Airflow in a container, for those who have Docker: governed over REST, and asked by its own database. */
final class DemoAirflow implements AutoCloseable {
    static final String NAME = "airflow";

    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Much of what docker says is progress. */
    private static final int LAST_LINES = 5;

    private final String container;
    private final int port;

    private DemoAirflow(String container, int port) {
        this.container = container;
        this.port = port;
    }

    /**
     * Builds the image where it is missing, and starts it. What a demo of this folder left behind when it was killed is
     * removed first.
     *
     * @param folder the demo's
     * @param password of the agent's account, which Docker gets by its environment and never on a command line
     * @throws CommandFailure with what Docker said
     */
    static DemoAirflow start(Path folder, String password, PrintWriter progress) {
        Path build = Path.of(System.getProperty("mandate.home", ".")).resolve("compose/images/build");
        if (!Files.isExecutable(build)) {
            throw new CommandFailure(
                    ExitCode.FAILED, "--with airflow needs " + build + ", which is in a clone of Mandate");
        }
        progress.println("mandate: starting Airflow; without its image that takes about four minutes");
        progress.flush();
        String image = lastLine(run(Map.of(), build.toString(), "airflow"));
        String label = "dev.mandate.demo=" + folder.toAbsolutePath().normalize();
        run(Map.of(), "docker", "ps", "--all", "--quiet", "--filter", "label=" + label)
                .lines()
                .forEach(DemoAirflow::remove);
        Map<String, String> secrets = Map.of("AGENT_PASSWORD", password, "ADMIN_PASSWORD", password);
        String container = lastLine(run(
                secrets,
                "docker",
                "run",
                "--detach",
                "--rm",
                "--label",
                label,
                "--env",
                "AGENT_PASSWORD",
                "--env",
                "ADMIN_PASSWORD",
                "--publish",
                "127.0.0.1::8080",
                image));
        try {
            String published = lastLine(run(Map.of(), "docker", "port", container, "8080/tcp"));
            var airflow =
                    new DemoAirflow(container, Integer.parseInt(published.substring(published.lastIndexOf(':') + 1)));
            airflow.awaitAnswer();
            return airflow;
        } catch (RuntimeException failed) {
            remove(container);
            throw failed;
        }
    }

    int port() {
        return port;
    }

    /** One column of a query in Airflow's own database. */
    List<String> ask(String sql) {
        return run(
                        Map.of(),
                        "docker",
                        "exec",
                        container,
                        "psql",
                        "-U",
                        "airflow",
                        "-XAtq1",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-c",
                        sql)
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private void awaitAnswer() {
        var version = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/version"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long until = System.nanoTime() + LONGEST_START.toNanos();
        // An offer of HTTP/2 makes the server lose the body.
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (!answers(http, version)) {
                if (System.nanoTime() > until) {
                    throw new CommandFailure(
                            ExitCode.FAILED,
                            "Airflow does not answer after " + LONGEST_START.toMinutes()
                                    + " minutes; look at: docker logs " + container);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static boolean answers(HttpClient http, HttpRequest version) {
        try {
            return http.send(version, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "interrupted while Airflow was starting");
        }
    }

    /** Every user and role, and what they hold, hashed. */
    String catalogue() {
        return ask("""
                        select md5(string_agg(line, E'\\n' order by line)) from (
                            select 'user ' || username || active as line from ab_user
                            union all
                            select 'role ' || name from ab_role
                            union all
                            select 'holds ' || user_id || ' ' || role_id from ab_user_role
                            union all
                            select 'gives ' || role_id || ' ' || permission_view_id from ab_permission_view_role
                        ) as everything
                        """).getFirst();
    }

    @Override
    public void close() {
        remove(container);
    }

    private static void remove(String container) {
        run(Map.of(), "docker", "rm", "--force", "--volumes", container);
    }

    private static String run(Map<String, String> environment, String... command) {
        try {
            var errors = Files.createTempFile("mandate-docker", ".log");
            try {
                var builder = new ProcessBuilder(command).redirectError(errors.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                process.getOutputStream().close();
                var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new CommandFailure(
                            ExitCode.FAILED,
                            "'" + String.join(" ", Arrays.asList(command).subList(0, Math.min(2, command.length)))
                                    + "' failed:\n" + last(Files.readString(errors)));
                }
                return out;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot run " + command[0], failed);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "interrupted while waiting for " + command[0]);
        }
    }

    private static String last(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    private static String lastLine(String text) {
        return text.lines().reduce((before, after) -> after).orElse("").strip();
    }
}
