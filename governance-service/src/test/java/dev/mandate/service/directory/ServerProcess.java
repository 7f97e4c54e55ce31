package dev.mandate.service.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A server of this test as a process of its own: it says what it says into a file, and ends with the test. */
final class ServerProcess implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;

    private final Process process;
    private final Path log;
    private final Thread end;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
    }

    static ServerProcess start(Path log, String... command) {
        try {
            return new ServerProcess(
                    new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end. */
    static void run(Path log, String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(List.of(command) + "\n" + Files.readString(log, UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the first call that succeeds returns; the server needs a while to start. */
    <T> T untilAnswers(Callable<T> call) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return call.call();
            } catch (Exception early) {
                boolean late = System.nanoTime() - begun > LONGEST_START.toNanos();
                if (late || ended(LOOK_MILLIS)) {
                    throw new IllegalStateException("did not start; see " + log, early);
                }
            }
        }
    }

    private boolean ended(long withinMillis) {
        try {
            return process.waitFor(withinMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    long pid() {
        return process.pid();
    }

    /** Stops without a word, as when the power fails. */
    void kill() {
        process.destroyForcibly();
        ended(LONGEST_START.toMillis());
    }

    @Override
    public void close() {
        process.destroy();
        if (!ended(TimeUnit.SECONDS.toMillis(10))) {
            kill();
        }
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
