package dev.mandate.agent.kafka;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.testkit.ProductProcess;
import dev.mandate.model.access.DeploymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * A real broker and controller in a process of its own, on loopback, from the jars that {@code server/pom.xml} fetches.
 * Beside the listener of its clients it has one that tells them to come back over {@link #detourPort()}.
 */
final class KafkaServer implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String PASSWORD = "only for tests";
    private static final String HOST = "127.0.0.1";

    private final Path folder;
    private final String mechanism;
    private final Process process;
    private final int port;
    private final int detour;
    private final int detourPort;

    private KafkaServer(Path folder, String mechanism, Process process, int[] ports) {
        this.folder = folder;
        this.mechanism = mechanism;
        this.process = process;
        this.port = ports[0];
        this.detour = ports[2];
        this.detourPort = ports[3];
    }

    /** With the standard authoriser, and SCRAM only. */
    static KafkaServer start() {
        return start(Map.of());
    }

    /** With these settings changed; an empty one is left out. */
    static KafkaServer start(Map<String, String> changes) {
        try {
            Path folder = Files.createTempDirectory("mandate-kafka-");
            int[] ports = freePorts(4);
            var settings = new TreeMap<>(settings(folder, ports));
            settings.putAll(changes);
            settings.values().removeIf(String::isEmpty);
            Path file = folder.resolve("server.properties");
            Files.write(
                    file,
                    settings.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .toList());
            run(
                    folder,
                    "kafka.tools.StorageTool",
                    "format",
                    "--standalone",
                    "-t",
                    org.apache.kafka.common.Uuid.randomUuid().toString(),
                    "-c",
                    file.toString(),
                    "-S",
                    "SCRAM-SHA-512=[name=admin,password=" + PASSWORD + "]",
                    "-S",
                    "SCRAM-SHA-512=[name=mandate,password=" + PASSWORD + "]");
            var server = new KafkaServer(
                    folder,
                    String.valueOf(settings.get("sasl.enabled.mechanisms")),
                    java(folder, "kafka.Kafka", file.toString()),
                    ports);
            server.awaitStart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> settings(Path folder, int[] ports) {
        String jaas = "org.apache.kafka.common.security.";
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.bootstrap.servers", HOST + ":" + ports[1]),
                Map.entry(
                        "listeners",
                        "CLIENTS://" + HOST + ":" + ports[0] + ",CONTROLLER://" + HOST + ":" + ports[1] + ",DETOUR://"
                                + HOST + ":" + ports[2]),
                Map.entry(
                        "advertised.listeners",
                        "CLIENTS://" + HOST + ":" + ports[0] + ",DETOUR://" + HOST + ":" + ports[3]),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("inter.broker.listener.name", "CLIENTS"),
                Map.entry(
                        "listener.security.protocol.map",
                        "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,DETOUR:SASL_PLAINTEXT"),
                Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                Map.entry("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512"),
                Map.entry("sasl.mechanism.controller.protocol", "PLAIN"),
                Map.entry("listener.name.controller.sasl.enabled.mechanisms", "PLAIN"),
                Map.entry(
                        "listener.name.controller.plain.sasl.jaas.config",
                        jaas + "plain.PlainLoginModule required username=\"admin\" password=\"" + PASSWORD
                                + "\" user_admin=\"" + PASSWORD + "\";"),
                Map.entry(
                        "listener.name.clients.scram-sha-512.sasl.jaas.config",
                        jaas + "scram.ScramLoginModule required username=\"admin\" password=\"" + PASSWORD + "\";"),
                Map.entry(
                        "listener.name.detour.scram-sha-512.sasl.jaas.config",
                        jaas + "scram.ScramLoginModule required username=\"admin\" password=\"" + PASSWORD + "\";"),
                Map.entry("authorizer.class.name", Brokers.AUTHORISER),
                Map.entry("super.users", "User:admin"),
                Map.entry("log.dirs", folder.resolve("data").toString()),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("group.initial.rebalance.delay.ms", "0"));
    }

    private static int[] freePorts(int many) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        int[] ports = new int[many];
        for (int i = 0; i < many; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports[i] = sockets.getLast().getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static Process java(Path folder, String... command) throws IOException {
        Path jars = Path.of("server", "target", "lib").toAbsolutePath();
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException(
                    "no jars in " + jars + "; make them: ./mvnw generate-test-resources -pl :kafka-server");
        }
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jars + "/*"));
        line.addAll(List.of(command));
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static void run(Path folder, String... command) throws IOException {
        try {
            Process process = java(folder, command);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(Files.readString(folder.resolve("log")));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until its clients are answered. */
    private void awaitStart() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            try (Admin admin = admin()) {
                admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS);
                return;
            } catch (Exception e) {
                if (System.nanoTime() > until || !process.isAlive()) {
                    process.destroyForcibly();
                    throw new IllegalStateException("the broker did not start; see " + folder.resolve("log"), e);
                }
            }
        }
    }

    int port() {
        return port;
    }

    /** What the detour's listener is bound to. */
    InetSocketAddress detour() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), detour);
    }

    /** Where the detour's listener sends its clients. */
    int detourPort() {
        return detourPort;
    }

    /** The super user's own. */
    Admin admin() {
        return Admin.create(adminClient());
    }

    Map<String, Object> adminClient() {
        return client("admin", PASSWORD);
    }

    /** What a client of this user needs. */
    Map<String, Object> client(String user, String password) {
        var properties = new HashMap<String, Object>();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, HOST + ":" + port);
        properties.put(AdminClientConfig.SECURITY_PROTOCOL_CONFIG, "SASL_PLAINTEXT");
        properties.put(SaslConfigs.SASL_MECHANISM, mechanism);
        String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        properties.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security." + module + " required username=\"" + user + "\" password=\""
                        + password + "\";");
        return properties;
    }

    /** The agent's connection, with these fields changed; an empty one is left out. */
    Connection connection(Map<String, String> changes) {
        var fields = new HashMap<>(Map.of(
                "host",
                HOST,
                "port",
                String.valueOf(port),
                "user",
                "mandate",
                "tls",
                "disable",
                "super-users",
                "User:admin"));
        fields.putAll(changes);
        fields.values().removeIf(String::isEmpty);
        return new Connection(DeploymentId.of("events"), fields, Map.of("password", new Secret(PASSWORD)), () -> NOW);
    }

    Agent agent(Map<String, String> changes) {
        return new KafkaType().open(connection(changes));
    }

    @Override
    public void close() {
        ProductProcess.end(process, Duration.ofSeconds(20), folder);
    }
}
