package dev.mandate.service.platform;

import java.time.Duration;
import java.time.Instant;

/** Stands still until a test moves it. */
public final class TestingClock implements Clock {
    private Instant now;

    public TestingClock(Instant now) {
        this.now = now;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }

    public synchronized void set(Instant instant) {
        now = instant;
    }
}
