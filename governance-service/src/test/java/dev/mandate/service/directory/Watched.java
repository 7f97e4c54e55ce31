package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A watch of a source that runs beside a test. */
final class Watched implements AutoCloseable {
    private static final long LONGEST_SECONDS = 60;

    private final StopSignal stop = new StopSignal();
    private final BlockingQueue<SourceOutcome> outcomes = new LinkedBlockingQueue<>();
    private final Thread thread;
    private @Nullable SourceOutcome last;

    Watched(DirectoryApi directory) {
        thread = Thread.ofVirtual()
                .start(() -> directory.watch(TestingDirectory.CORP, TestingDirectory.JOB, outcomes::add, stop));
    }

    /** Looks after each outcome whether it has come to this. */
    void until(String what, BooleanSupplier there) {
        while (!there.getAsBoolean()) {
            last = next(what);
        }
    }

    SourceOutcome next(String what) {
        try {
            SourceOutcome outcome = outcomes.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
            assertThat(outcome).as("waited for: %s, after %s", what, last).isNotNull();
            return outcome;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop.close();
        try {
            assertThat(thread.join(java.time.Duration.ofSeconds(LONGEST_SECONDS)))
                    .as("ends when it is told to")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
