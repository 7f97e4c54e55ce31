package dev.mandate.agent.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.model.access.DeploymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Cassandra of one node, in a JVM and a folder of its own, on loopback. */
final class CassandraServer implements AutoCloseable {
    static final String SUPERUSER = "cassandra";
    static final String AGENT = "mandate";
    static final String PASSWORD = "of-the-agent-and-of-everybody";
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final Duration START = Duration.ofMinutes(3);

    /** As conf/jvm17-server.options of the release has them. */
    private static final List<String> EXPORTS = List.of(
            "java.base/jdk.internal.misc",
            "java.base/jdk.internal.ref",
            "java.base/sun.nio.ch",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.sql/java.sql");

    private static final List<String> OPENS = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.module",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.util.jar",
            "java.base/sun.nio.ch",
            "jdk.management/com.sun.management.internal");

    private final Path folder;
    private final int port;
    private final Process process;
    private final CqlSession superuser;

    /** @param roles whether it asks who somebody is and what they may */
    CassandraServer(Path jdk, Path jars, boolean roles) {
        try {
            folder = Files.createTempDirectory("mandate-cassandra");
            int storage = freePort();
            port = freePort();
            makeCertificate(jdk);
            Files.writeString(folder.resolve("cassandra.yaml"), settings(storage, roles));
            process = new ProcessBuilder(command(jdk, jars))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // for a test run that is ended by force
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        waitUntilItListens();
        superuser = session(SUPERUSER, SUPERUSER, address());
    }

    private String settings(int storage, boolean roles) {
        String auth = roles ? """
                authenticator: PasswordAuthenticator
                authorizer: CassandraAuthorizer
                role_manager: CassandraRoleManager
                """ : "";
        return auth + """
                cluster_name: mandate-test
                num_tokens: 1
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                commitlog_sync: periodic
                commitlog_sync_period: 10000ms
                data_file_directories: ["%1$s/data"]
                commitlog_directory: "%1$s/commitlog"
                saved_caches_directory: "%1$s/caches"
                hints_directory: "%1$s/hints"
                cdc_raw_directory: "%1$s/cdc"
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters: [{seeds: "127.0.0.1:%2$d"}]
                listen_address: 127.0.0.1
                rpc_address: 127.0.0.1
                storage_port: %2$d
                native_transport_port: %3$d
                endpoint_snitch: SimpleSnitch
                user_defined_functions_enabled: true
                client_encryption_options:
                  enabled: true
                  optional: true
                  keystore: "%1$s/keystore"
                  keystore_password: changeit
                """.formatted(folder, storage, port);
    }

    /** Of a node called localhost; not of 127.0.0.1. */
    private void makeCertificate(Path jdk) throws IOException {
        Path store = folder.resolve("keystore");
        keytool(
                jdk,
                "-genkeypair -keyalg EC -alias node -dname CN=node -ext san=dns:localhost -validity 30 -storetype PKCS12"
                        + " -storepass changeit -keystore",
                store);
        keytool(jdk, "-exportcert -rfc -alias node -storepass changeit -file " + certificate() + " -keystore", store);
    }

    private static void keytool(Path jdk, String arguments, Path store) throws IOException {
        var command = new ArrayList<>(List.of(jdk.resolve("bin/keytool").toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.add(store.toString());
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (keytool.onExit().join().exitValue() != 0) {
            throw new IllegalStateException(said);
        }
    }

    Path certificate() {
        return folder.resolve("node.pem");
    }

    private List<String> command(Path jdk, Path jars) {
        var command = new ArrayList<String>();
        command.add(jdk.resolve("bin/java").toString());
        EXPORTS.forEach(name -> command.addAll(List.of("--add-exports", name + "=ALL-UNNAMED")));
        OPENS.forEach(name -> command.addAll(List.of("--add-opens", name + "=ALL-UNNAMED")));
        command.addAll(List.of(
                "-Xms256m",
                "-Xmx768m",
                "-XX:TieredStopAtLevel=1",
                "-Dcassandra.config=" + folder.resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + folder,
                "-Dcassandra-foreground=yes",
                "-Dcassandra.superuser_setup_delay_ms=0",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Djdk.attach.allowAttachSelf=true",
                "-javaagent:" + jamm(jars),
                "-cp",
                jars.resolve("*").toString(),
                "org.apache.cassandra.service.CassandraDaemon"));
        return command;
    }

    private static Path jamm(Path jars) {
        try (Stream<Path> all = Files.list(jars)) {
            return all.filter(jar -> jar.getFileName().toString().startsWith("jamm-"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void waitUntilItListens() {
        long end = System.nanoTime() + START.toNanos();
        try {
            while (!listens()) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                    throw new IllegalStateException("Cassandra did not start:\n" + log());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean listens() {
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String log() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A connect block for {@code user}, over {@code address}, changed by {@code more}. */
    Connection connection(String user, InetSocketAddress address, Map<String, String> more) {
        var fields = new HashMap<>(
                Map.of("host", "127.0.0.1", "port", String.valueOf(address.getPort()), "user", user, "tls", "disable"));
        fields.putAll(more);
        return new Connection(
                DeploymentId.of("cassandra-test"), fields, Map.of("password", new Secret(PASSWORD)), () -> NOW);
    }

    /** Somebody's own session. */
    static CqlSession session(String user, String password, InetSocketAddress address) {
        return CqlSession.builder()
                .addContactPoint(address)
                .withAuthCredentials(user, password)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withString(DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, "DcInferringLoadBalancingPolicy")
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(60))
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(30))
                        .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                        .withString(DefaultDriverOption.TIMESTAMP_GENERATOR_CLASS, "ServerSideTimestampGenerator")
                        .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                        .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                        .build())
                .build();
    }

    /** As a node that is gone from one moment to the next. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As the superuser. */
    CqlSession superuser() {
        return superuser;
    }

    /** As the superuser. */
    void run(String... statements) {
        for (String statement : statements) {
            superuser.execute(statement);
        }
    }

    /** As the superuser: every row as the driver shows it. */
    List<String> rows(String query) {
        return superuser.execute(query).all().stream()
                .map(Row::getFormattedContents)
                .toList();
    }

    @Override
    public void close() {
        superuser.close();
        kill();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JDK 17, which this release of Cassandra needs: looked for where the launcher looks for its own. */
    static Optional<Path> jdk() {
        String sdkman = System.getenv().getOrDefault("SDKMAN_DIR", System.getProperty("user.home") + "/.sdkman");
        String home = System.getProperty("user.home");
        Stream<Path> named = Stream.of("JAVA17_HOME", "JAVA_HOME")
                .map(System.getenv()::get)
                .filter(java.util.Objects::nonNull)
                .map(Path::of);
        Stream<Path> usual = Stream.of(
                        "/usr/lib/jvm",
                        "/opt",
                        "/usr/local",
                        "/usr/java",
                        sdkman + "/candidates/java",
                        home + "/.jdks",
                        home + "/.local/share/mise/installs/java",
                        home + "/.asdf/installs/java",
                        "/Library/Java/JavaVirtualMachines")
                .map(Path::of)
                .flatMap(CassandraServer::inside)
                .flatMap(found -> Stream.of(found, found.resolve("Contents/Home")));
        return Stream.concat(named, usual).filter(CassandraServer::isSeventeen).findFirst();
    }

    private static Stream<Path> inside(Path parent) {
        try (Stream<Path> all = Files.list(parent)) {
            return all.sorted().toList().stream();
        } catch (IOException notThere) {
            return Stream.empty();
        }
    }

    private static boolean isSeventeen(Path jdk) {
        try {
            return Files.isExecutable(jdk.resolve("bin/java"))
                    && Files.readString(jdk.resolve("release")).contains("JAVA_VERSION=\"17.");
        } catch (IOException notThere) {
            return false;
        }
    }
}
