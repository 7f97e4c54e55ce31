package dev.mandate.service.scim;

import dev.mandate.model.subject.SourceId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lets through what one source may send: so many requests per second, so many at once. What has to wait longer than a
 * moment is told to come back, before anybody's patience ends and before other sources and the console wait with it.
 */
final class Gate {
    /** The store has 16 connections in all. */
    private static final int AT_ONCE = 8;

    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final int MOST_WAITING = 100;

    private final LongSupplier nanos;
    private final Map<SourceId, Lane> lanes = new ConcurrentHashMap<>();

    Gate(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @throws ScimProblem 429 where there is too much already */
    <T> T through(Pushing by, Supplier<T> work) {
        Lane lane = lanes.computeIfAbsent(by.id(), id -> new Lane(nanos.getAsLong()));
        if (!lane.take(by.source().rate(), nanos.getAsLong())) {
            throw ScimProblem.tooFast(1);
        }
        lane.enter();
        try {
            return work.get();
        } finally {
            lane.places.release();
        }
    }

    /** What one source does. */
    private static final class Lane {
        private final Semaphore places = new Semaphore(AT_ONCE, true);
        private double tokens = Double.NaN;
        private long filled;

        Lane(long now) {
            filled = now;
        }

        /** A bucket that holds one second's worth. */
        synchronized boolean take(int rate, long now) {
            double before = Double.isNaN(tokens) ? rate : tokens;
            tokens = Math.min(rate, before + (now - filled) * (double) rate / 1_000_000_000L);
            filled = now;
            if (tokens < 1) {
                return false;
            }
            tokens -= 1;
            return true;
        }

        void enter() {
            if (places.getQueueLength() >= MOST_WAITING || !isFreeInTime()) {
                throw ScimProblem.tooFast(2);
            }
        }

        private boolean isFreeInTime() {
            try {
                return places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
