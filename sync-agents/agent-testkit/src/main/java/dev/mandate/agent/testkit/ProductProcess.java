package dev.mandate.agent.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/** A real product that a test started, with a folder of its own. */
public final class ProductProcess {
    private static final Duration KILLED = Duration.ofSeconds(20);

    private ProductProcess() {}

    /** Asks it to end, ends it by force after {@code patience}, and removes its folder. */
    public static void end(Process process, Duration patience, Path folder) {
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(KILLED.toMillis(), TimeUnit.MILLISECONDS);
            }
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
