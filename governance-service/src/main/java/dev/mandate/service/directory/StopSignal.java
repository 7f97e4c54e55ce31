package dev.mandate.service.directory;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells work that has no end of its own to end. */
public final class StopSignal implements AutoCloseable {
    private final CountDownLatch given = new CountDownLatch(1);

    public boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Waits for it; an interrupt gives it too. */
    boolean isGivenWithin(Duration time) {
        try {
            return given.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            given.countDown();
            return true;
        }
    }

    @Override
    public void close() {
        given.countDown();
    }
}
