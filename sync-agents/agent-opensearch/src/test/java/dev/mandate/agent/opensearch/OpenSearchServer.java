package dev.mandate.agent.opensearch;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.testkit.ProductProcess;
import dev.mandate.model.access.DeploymentId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** A real OpenSearch of one node with its security plugin, in a JVM and a folder of its own, on loopback. */
final class OpenSearchServer implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String PASSWORD = "0f-The-agent-and-0f-Everybody";
    private static final String ADMIN_PASSWORD = "Str0ng-Passw0rd!";
    private static final String SECURITY = "plugins/opensearch-security";

    private final Path folder;
    private final Path home;
    private final int port;
    private final boolean tls;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * Starts one.
     *
     * @param plugin whether it has the security plugin
     */
    OpenSearchServer(Path zips, boolean plugin, boolean tls) {
        this.tls = tls;
        try {
            folder = Files.createTempDirectory("mandate-opensearch-");
            unzip(zips.resolve("opensearch-2.19.4.zip"), folder);
            home = folder.resolve("opensearch-2.19.4");
            port = freePort();
            if (plugin) {
                unzip(zips.resolve("opensearch-security-2.19.4.0.zip"), home.resolve(SECURITY));
                prepare();
            }
            settings(plugin);
            process = start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // for a test run that is ended by force
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitStart(plugin ? "] Node '" : "] started");
    }

    static Path jdk() {
        String home = System.getenv().getOrDefault("JAVA17_HOME", "/usr/lib/jvm/java-17-openjdk-amd64");
        return Files.isDirectory(Path.of(home)) ? Path.of(home) : Path.of(System.getProperty("java.home"));
    }

    private static void unzip(Path zip, Path into) throws IOException {
        try (var file = new ZipFile(zip.toFile())) {
            for (var entry : (Iterable<java.util.zip.ZipEntry>)
                    file.stream().map(one -> (java.util.zip.ZipEntry) one)::iterator) {
                Path to = into.resolve(entry.getName()).normalize();
                if (!to.startsWith(into)) {
                    throw new IOException(entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(to);
                    continue;
                }
                Files.createDirectories(to.getParent());
                try (InputStream in = file.getInputStream(entry)) {
                    Files.copy(in, to);
                }
            }
        }
    }

    /** The plugin's own demonstration: certificates for localhost, the usual roles, the user admin. */
    private void prepare() throws IOException {
        Path config = Files.createDirectories(home.resolve("config/opensearch-security"));
        try (Stream<Path> files = Files.list(home.resolve(SECURITY + "/config"))) {
            for (Path file : files.toList()) {
                Files.copy(file, config.resolve(file.getFileName()));
            }
        }
        run(
                "sh",
                "-c",
                "chmod +x bin/* " + SECURITY + "/tools/*.sh && bash " + SECURITY
                        + "/tools/install_demo_configuration.sh -y -i -s");
    }

    private void settings(boolean plugin) throws IOException {
        Path file = home.resolve("config/opensearch.yml");
        String text = Files.readString(file) + "\n" + """
                discovery.type: single-node
                network.host: 127.0.0.1
                http.port: %d
                transport.port: %d
                cluster.routing.allocation.disk.threshold_enabled: false
                """.formatted(port, freePort());
        if (plugin && !tls) {
            text = text.replace("plugins.security.ssl.http.enabled: true", "plugins.security.ssl.http.enabled: false");
        }
        Files.writeString(file, text);
        Files.writeString(
                home.resolve("config/jvm.options.d/test.options"),
                "-Xms512m\n-Xmx512m\n-XX:TieredStopAtLevel=1\n",
                StandardOpenOption.CREATE);
    }

    /** It refuses to be root. */
    private Process start() throws IOException {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            run("chown", "-R", "nobody", folder.toString());
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        run("chmod", "+x", "bin/opensearch", "bin/opensearch-env");
        command.add(home.resolve("bin/opensearch").toString());
        var builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        builder.environment().put("OPENSEARCH_JAVA_HOME", jdk().toString());
        return builder.start();
    }

    private Path log() {
        return folder.resolve("log");
    }

    private void run(String... command) throws IOException {
        var builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().put("OPENSEARCH_INITIAL_ADMIN_PASSWORD", ADMIN_PASSWORD);
        builder.environment().put("JAVA_HOME", jdk().toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Until its log says so. */
    private void awaitStart(String words) {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        try {
            while (!Files.readString(log()).lines().anyMatch(line -> line.contains(words))) {
                if (System.nanoTime() > until || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("OpenSearch did not start; see " + log());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The authority that the node's certificate comes from. */
    Path authority() {
        return home.resolve("config/root-ca.pem");
    }

    /** What an answer was. */
    record Said(int status, String body) {}

    /** As the plugin's administrator; fails unless it is done. */
    String admin(String method, String path, String json) {
        Said said = as("admin", ADMIN_PASSWORD, method, path, json);
        if (said.status() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + said);
        }
        return said.body();
    }

    /** As anybody. */
    Said as(String user, String password, String method, String path, String json) {
        String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        json.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Said(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Agent agent(Map<String, String> changes) {
        return agent(changes, PASSWORD);
    }

    Agent administrator(Map<String, String> changes) {
        var more = new HashMap<>(changes);
        more.put("user", "admin");
        return agent(more, ADMIN_PASSWORD);
    }

    /** The agent's connection, with these fields changed; an empty one is left out. */
    Agent agent(Map<String, String> changes, String password) {
        var fields = new HashMap<>(Map.of("url", (tls ? "https" : "http") + "://localhost:" + port, "user", "mandate"));
        fields.putAll(changes);
        fields.values().removeIf(String::isEmpty);
        return new OpenSearchType()
                .open(new Connection(
                        DeploymentId.of("search"), fields, Map.of("password", new Secret(password)), () -> NOW));
    }

    @Override
    public void close() {
        ProductProcess.end(process, Duration.ofSeconds(30), folder);
    }
}
