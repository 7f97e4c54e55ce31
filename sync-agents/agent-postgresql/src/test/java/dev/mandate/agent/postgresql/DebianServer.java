package dev.mandate.agent.postgresql;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of the distribution's own binaries, in a folder of its own; as root it runs as the user postgres. */
record DebianServer(Path programs, Path folder, int port) implements TestServer {
    /** Skips the test where the binaries are missing, or fails it where MANDATE_REQUIRE asks for them. */
    static TestServer start(int major) {
        Path programs = Path.of("/usr/lib/postgresql/" + major + "/bin");
        String name = "postgresql-" + major;
        boolean there = Files.isExecutable(programs.resolve("initdb"));
        List<String> required =
                List.of(String.valueOf(System.getenv("MANDATE_REQUIRE")).split(","));
        if (!there && required.contains(name)) {
            throw new IllegalStateException(name + " is required and not installed: apt-get install " + name);
        }
        assumeTrue(there, name + " is not installed: apt-get install " + name);
        try {
            Path folder = Files.createTempDirectory("mandate-postgresql-");
            var server = new DebianServer(programs, folder, freePort());
            if (isRoot()) {
                server.command("chown", "postgres", folder.toString());
            }
            String data = folder.resolve("data").toString();
            server.run(programs.resolve("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync");
            server.run(
                    programs.resolve("pg_ctl"),
                    "-D",
                    data,
                    "-w",
                    "-l",
                    folder.resolve("log").toString(),
                    "-o",
                    "-p " + server.port + " -h 127.0.0.1 -k " + folder + " -c fsync=off",
                    "start");
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        run(programs.resolve("pg_ctl"), "-D", folder.resolve("data").toString(), "-m", "immediate", "stop");
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void run(Path program, String... arguments) {
        var line = new ArrayList<String>();
        if (isRoot()) {
            line.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        line.add(program.toString());
        line.addAll(List.of(arguments));
        command(line.toArray(String[]::new));
    }

    private void command(String... line) {
        try {
            Path output = Files.createTempFile("mandate-postgresql-", ".out");
            Process process = new ProcessBuilder(line)
                    .directory(Path.of("/tmp").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", line) + ": " + Files.readString(output));
            }
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
