package dev.mandate.service.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A JVM of its own that opens a data folder, commits a row, says so and then does nothing until it is killed. */
final class AnotherProcess implements AutoCloseable {
    private final Process process;

    private AnotherProcess(Process process) {
        this.process = process;
    }

    /** Waits until the row is committed. */
    static AnotherProcess open(Path data, String row) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AnotherProcess.class.getName()));
        command.addAll(List.of(data.toString(), row));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("committed")) {
                return new AnotherProcess(process);
            }
        }
        throw new IllegalStateException(
                "the other process ended with " + process.onExit().join().exitValue());
    }

    /** What {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    long id() {
        return process.pid();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        var database = Database.embedded(Path.of(arguments[0]));
        try (var connection = database.connections().getConnection();
                var statement = connection.prepareStatement(
                        "insert into signin.operator (name, token_hash, created) values (?, sha256(?::bytea), now())")) {
            statement.setString(1, arguments[1]);
            statement.setString(2, arguments[1]);
            statement.execute();
        }
        System.out.println("committed");
        new CountDownLatch(1).await();
    }
}
