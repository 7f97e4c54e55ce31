package dev.mandate.service.signin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Keycloak on loopback, with an administrator. Its zip is unpacked and built once into a folder; that takes half a
 * minute, and a start as long.
 */
public final class KeycloakServer implements AutoCloseable {
    private static final String VERSION = "26.7.3";
    private static final Path FOLDER =
            Path.of("../target/keycloak").toAbsolutePath().normalize();
    public static final Path ZIP = FOLDER.resolve("keycloak-quarkus-dist-" + VERSION + ".zip");

    /** Where the zip comes from. */
    public static final String COPY = "./mvnw -N dependency:copy -Dartifact=org.keycloak:keycloak-quarkus-dist:"
            + VERSION + ":zip -DoutputDirectory=target/keycloak";

    private static final String ADMINISTRATOR = "root";
    private static final long LONGEST_START = TimeUnit.MINUTES.toNanos(3);
    private static final long LOOK_MILLIS = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String url;
    private final Path log;

    private KeycloakServer(Process process, String url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /**
     * Starts one; {@link #ZIP} must be there.
     *
     * @param name of what is built, which is kept
     * @param build options of its build
     * @param options of its start
     * @param java options of its Java process
     */
    public static KeycloakServer start(String name, List<String> build, List<String> options, String java, Path logs)
            throws IOException, InterruptedException {
        Path folder = FOLDER.resolve(name);
        Path home = folder.resolve("keycloak-" + VERSION);
        Path built = home.resolve("built");
        String program = home.resolve("bin/kc.sh").toString();
        if (!Files.exists(built)) {
            Files.createDirectories(folder);
            String jar = Path.of(System.getProperty("java.home"), "bin", "jar").toString();
            run(
                    logs.resolve("unpack.log"),
                    List.of(jar, "--extract", "--file", ZIP.toString(), "--dir", folder.toString()));
            run(logs.resolve("build.log"), joined(List.of("sh", program, "build"), build));
            Files.writeString(built, VERSION);
        }
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;
        Path log = logs.resolve("keycloak.log");
        var own = List.of(
                "sh",
                program,
                "start",
                "--optimized",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname=" + url);
        var builder = program(log, joined(own, options));
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMINISTRATOR);
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMINISTRATOR);
        builder.environment().put("JAVA_OPTS_APPEND", java);
        var keycloak = new KeycloakServer(builder.start(), url, log);
        keycloak.awaitAnswer();
        return keycloak;
    }

    private static List<String> joined(List<String> some, List<String> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static ProcessBuilder program(Path log, List<String> command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static void run(Path log, List<String> command) throws IOException, InterruptedException {
        if (program(log, command).start().waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + "\n" + Files.readString(log));
        }
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!answers()) {
            if (System.nanoTime() - begun > LONGEST_START || process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Keycloak did not start\n" + Files.readString(log));
            }
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return client.send(
                                    HttpRequest.newBuilder(URI.create(url + "/realms/master"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    public String url() {
        return url;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** What an administrator asks of it. */
    public String admin(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Authorization", "Bearer " + administrator())
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(path + " answers " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private String administrator() throws IOException, InterruptedException {
        return token(
                "master",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        ADMINISTRATOR,
                        "password",
                        ADMINISTRATOR));
    }

    /** An access token of a realm. */
    public String token(String realm, Map<String, String> fields) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                form(URI.create(url + "/realms/" + realm + "/protocol/openid-connect/token"), fields)
                        .build(),
                BodyHandlers.ofString());
        return found("\"access_token\":\"([^\"]+)\"", answer.body());
    }

    static HttpRequest.Builder form(URI url, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
