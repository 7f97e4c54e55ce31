package dev.mandate.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end.
 *
 * @param began in milliseconds since 1970
 * @param seconds by the clock
 * @param processor seconds that it kept processors busy, in all its threads
 * @param residentMegabytes the most memory that it had resident
 */
record Launched(
        int exit, String out, String err, long began, double seconds, double processor, long residentMegabytes) {
    private static final int POLL_MILLISECONDS = 20;
    private static final double TICKS = 100;

    /** Runs it; what it prints goes to files in {@code folder}. */
    static Launched run(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            long began = System.currentTimeMillis();
            long start = System.nanoTime();
            Process process = builder.start();
            long most = 0;
            double busy = 0;
            while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                most = Math.max(most, resident(process.pid()));
                busy = Math.max(busy, processor(process.pid()));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Launched(process.exitValue(), text(out), text(err), began, seconds, busy, most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalStateException with what it said, if it did not end with 0 */
    Launched orFail() {
        if (exit != 0) {
            throw new IllegalStateException("exit " + exit + "\n" + out + err);
        }
        return this;
    }

    /** The most that it ever had, as the kernel counts it; 0 where there is no such count or it has ended. */
    private static long resident(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException ended) {
            return 0;
        }
    }

    /** User and system time, after the name of the program and its closing bracket. */
    private static double processor(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS;
        } catch (IOException ended) {
            return 0;
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
