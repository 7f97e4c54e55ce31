package dev.mandate.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a program that ends by itself. */
final class Command {
    private Command() {}

    /** What a program said and how it ended; {@code exit} is not 0 also where it could not be started at all. */
    record Result(int exit, String output) {
        boolean succeeded() {
            return exit == 0;
        }
    }

    /**
     * Runs the program to its end, or to {@code limit}. Its output goes through a file and not a pipe, because
     * reading a pipe would wait for all processes that inherited it.
     */
    static Result run(List<String> command, Duration limit) {
        try {
            var output = Files.createTempFile("mandate-postgres", ".out");
            try {
                return run(command, output, limit);
            } finally {
                Files.delete(output);
            }
        } catch (IOException cannotStart) {
            return new Result(127, String.valueOf(cannotStart.getMessage()));
        }
    }

    private static Result run(List<String> command, Path output, Duration limit) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"));
        // The locale decides messages and number formats, PG… variables would redirect the programs to another server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        var process = builder.start();
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(124, "did not end within " + limit.toSeconds() + " s");
            }
            return new Result(process.exitValue(), Files.readString(output).strip());
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return new Result(130, "interrupted");
        }
    }
}
