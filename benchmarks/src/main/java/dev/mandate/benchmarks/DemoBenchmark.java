package dev.mandate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code mandate demo --once} as a newcomer starts it a second time: how long it takes, and the most memory that it and
 * everything it starts use together. Memory that processes share counts once (PSS, of Linux). The argument is the
 * launcher; start it with {@code benchmarks/demo}. Exits with 1 above a limit.
 */
public final class DemoBenchmark {
    private static final int POLL_MILLISECONDS = 100;
    private static final double MOST_SECONDS = 45;
    private static final long MOST_MEGABYTES = 1_536;

    private DemoBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path out = Files.createTempFile("mandate-demo", ".txt");
        long start = System.nanoTime();
        Process demo = new ProcessBuilder(args[0], "demo", "--once")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        long most = 0;
        while (!demo.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
            most = Math.max(most, together(demo.toHandle()));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "demo --once: exit %d, %.1f s of at most %.0f, at most %d of %d MB in all its processes together%n",
                demo.exitValue(), seconds, MOST_SECONDS, most, MOST_MEGABYTES);
        if (demo.exitValue() != 0) {
            System.out.println(Files.readString(out));
        }
        Files.delete(out);
        if (demo.exitValue() != 0 || seconds > MOST_SECONDS || most > MOST_MEGABYTES) {
            System.exit(1);
        }
    }

    /** The servers that it starts leave its tree of processes, so those that run in its folder are counted as well. */
    private static long together(ProcessHandle demo) throws IOException {
        List<Long> tree = demo.descendants().map(ProcessHandle::pid).toList();
        long kilobytes = 0;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid == demo.pid() || tree.contains(pid) || isOfDemo(process)) {
                    kilobytes += share(process);
                }
            }
        }
        return kilobytes / 1024;
    }

    private static boolean isOfDemo(Path process) {
        try {
            return process.resolve("cwd")
                    .toRealPath()
                    .startsWith(Path.of("data/demo").toAbsolutePath());
        } catch (IOException ended) {
            return false;
        }
    }

    private static long share(Path process) {
        try {
            return Files.readAllLines(process.resolve("smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }
}
