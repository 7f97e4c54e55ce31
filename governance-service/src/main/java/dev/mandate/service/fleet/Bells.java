package dev.mandate.service.fleet;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Lets a thread of this node wait until another one has something for it; what other nodes do is found by looking again. */
final class Bells {
    private final ConcurrentMap<Object, CompletableFuture<@Nullable Void>> bells = new ConcurrentHashMap<>();

    /** One that is heard from now on. */
    CompletableFuture<@Nullable Void> listen(Object to) {
        return bells.computeIfAbsent(to, none -> new CompletableFuture<>());
    }

    void ring(Object to) {
        CompletableFuture<@Nullable Void> bell = bells.remove(to);
        if (bell != null) {
            bell.complete(null);
        }
    }

    static void await(CompletableFuture<@Nullable Void> bell, Duration most) throws InterruptedException {
        try {
            bell.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException quiet) {
            // The store is looked at again all the same.
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }
}
