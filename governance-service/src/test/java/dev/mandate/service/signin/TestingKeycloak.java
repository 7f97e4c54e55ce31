package dev.mandate.service.signin;

import dev.mandate.service.platform.Requirement;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keycloak itself, on loopback, its data in memory. The zip is unpacked and built once, beside where it lies; that takes
 * half a minute, and a start as long.
 */
public final class TestingKeycloak implements AutoCloseable {
    private static final String VERSION = "26.7.3";
    private static final Path FOLDER =
            Path.of("../target/keycloak").toAbsolutePath().normalize();
    private static final Path HOME = FOLDER.resolve("keycloak-" + VERSION);
    private static final Path BUILT = HOME.resolve("built-for-tests");
    private static final String ADMINISTRATOR = "root";
    private static final long LONGEST_START = TimeUnit.MINUTES.toNanos(3);
    private static final long LOOK_MILLIS = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String url;
    private final Path log;

    private TestingKeycloak(Process process, String url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /**
     * Starts it, with people and a client.
     *
     * @param mandate where the service answers
     */
    public static TestingKeycloak start(Path logs, String mandate) throws IOException, InterruptedException {
        Path zip = FOLDER.resolve("keycloak-quarkus-dist-" + VERSION + ".zip");
        Requirement.of(
                "keycloak",
                Files.isRegularFile(zip),
                "./mvnw -N dependency:copy -Dartifact=org.keycloak:keycloak-quarkus-dist:" + VERSION
                        + ":zip -DoutputDirectory=target/keycloak");
        if (!Files.exists(BUILT)) {
            String jar = Path.of(System.getProperty("java.home"), "bin", "jar").toString();
            run(logs.resolve("unpack.log"), jar, "--extract", "--file", zip.toString(), "--dir", FOLDER.toString());
            run(logs.resolve("build.log"), "sh", HOME.resolve("bin/kc.sh").toString(), "build", "--db=dev-mem");
            Files.writeString(BUILT, VERSION);
        }
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;
        Path log = logs.resolve("keycloak.log");
        var builder = program(
                log,
                "sh",
                HOME.resolve("bin/kc.sh").toString(),
                "start",
                "--optimized",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname=" + url);
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMINISTRATOR);
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMINISTRATOR);
        builder.environment().put("JAVA_OPTS_APPEND", "-Xmx400m");
        var keycloak = new TestingKeycloak(builder.start(), url, log);
        keycloak.awaitAnswer();
        keycloak.makeRealm(mandate);
        return keycloak;
    }

    private static ProcessBuilder program(Path log, String... command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static void run(Path log, String... command) throws IOException, InterruptedException {
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

    private void makeRealm(String mandate) throws IOException, InterruptedException {
        try (InputStream realm = TestingKeycloak.class.getResourceAsStream("/keycloak/realm.json")) {
            String json = new String(Objects.requireNonNull(realm).readAllBytes(), StandardCharsets.UTF_8);
            admin("POST", "/admin/realms", json.replace("MANDATE", mandate));
        }
    }

    public String issuer() {
        return url + "/realms/corp";
    }

    /** What an administrator asks of it. */
    private String admin(String method, String path, String body) throws IOException, InterruptedException {
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
        HttpResponse<String> answer = client.send(
                form(
                                URI.create(url + "/realms/master/protocol/openid-connect/token"),
                                Map.of(
                                        "grant_type",
                                        "password",
                                        "client_id",
                                        "admin-cli",
                                        "username",
                                        ADMINISTRATOR,
                                        "password",
                                        ADMINISTRATOR))
                        .build(),
                BodyHandlers.ofString());
        return found("\"access_token\":\"([^\"]+)\"", answer.body());
    }

    private String userId(String name) throws IOException, InterruptedException {
        return found("\"id\":\"([^\"]+)\"", admin("GET", "/admin/realms/corp/users?exact=true&username=" + name, ""));
    }

    public void disable(String name) throws IOException, InterruptedException {
        admin("PUT", "/admin/realms/corp/users/" + userId(name), "{\"enabled\": false}");
    }

    /** Ends somebody's sessions, and tells its clients. */
    public void logOut(String name) throws IOException, InterruptedException {
        admin("POST", "/admin/realms/corp/users/" + userId(name) + "/logout", "");
    }

    /** From now on tokens are signed with another key; what the old ones signed stays good. */
    public void rotateKeys() throws IOException, InterruptedException {
        String realm = found("\"id\":\"([^\"]+)\"", admin("GET", "/admin/realms/corp", ""));
        admin("POST", "/admin/realms/corp/components", """
                {"name": "newer", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
                 "parentId": "%s", "config": {"priority": ["1000"], "algorithm": ["RS256"], "enabled": ["true"]}}
                """.formatted(realm));
    }

    /** Somebody's browser at Keycloak, which remembers them. To loopback it sends cookies that want TLS, as browsers do. */
    public static final class Visitor {
        private final HttpClient browser = HttpClient.newHttpClient();
        private final Map<String, String> cookies = new TreeMap<>();

        /** Where Keycloak sends the browser after the password was typed; empty where it does not let them in. */
        public Optional<URI> signIn(URI there, String name, String password) throws IOException, InterruptedException {
            HttpResponse<String> page = send(HttpRequest.newBuilder(there));
            if (page.statusCode() == 302) {
                return page.headers().firstValue("Location").map(URI::create);
            }
            URI action = URI.create(found("action=\"([^\"]+)\"", page.body()).replace("&amp;", "&"));
            return send(form(action, Map.of("username", name, "password", password)))
                    .headers()
                    .firstValue("Location")
                    .map(URI::create);
        }

        /** Whether Keycloak asks for the password, though it may know who it is. */
        public boolean isAsked(URI there) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(there)).body().contains("name=\"password\"");
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            HttpResponse<String> answer = browser.send(request.build(), BodyHandlers.ofString());
            for (String set : answer.headers().allValues("Set-Cookie")) {
                String pair = set.contains(";") ? set.substring(0, set.indexOf(';')) : set;
                int equals = pair.indexOf('=');
                if (set.contains("Max-Age=0")) {
                    cookies.remove(pair.substring(0, equals));
                } else {
                    cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
            return answer;
        }
    }

    private static HttpRequest.Builder form(URI url, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    private static String found(String pattern, String text) {
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
