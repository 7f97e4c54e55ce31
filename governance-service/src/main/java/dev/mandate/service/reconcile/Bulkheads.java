package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.service.ledger.LedgerUnavailable;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.StoreTrouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Works on several deployments side by side, so that one that fails, hangs or is away keeps none of the others. A
 * deployment whose work hangs gives its place up and is not started again before that work has ended.
 */
@Component
class Bulkheads {
    private static final Logger LOG = LoggerFactory.getLogger(Bulkheads.class);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 5;

    /**
     * How much goes on at once.
     *
     * @param atOnce deployments: each waits for its target most of the time
     * @param call how long one call to a target may take; less than a lease, so that none outlives it
     * @param event how long a round for an event waits for one deployment, so that the next event is not kept
     * @param patience how long one may take before it is left to itself
     */
    record Limits(int atOnce, Duration call, Duration event, Duration patience) {
        static final Limits USUAL = new Limits(
                8, LeaseStore.LENGTH.minus(LeaseStore.SPARE), Duration.ofSeconds(30), Duration.ofMinutes(15));
    }

    /** Whose places a round takes, and for how long each deployment may keep one. */
    private record Pace(Semaphore places, Duration patience) {}

    /** No target makes us wait longer than this, whatever it asks for. */
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** What went wrong on our side: the target is none the worse for it. */
    private static final Set<String> OURS = Set.of("busy", "hanging", "taken-over", "internal", "ledger-unavailable");

    /** Attempts in a row that the target did not let succeed, and when the next one is due. */
    private record Trouble(int attempts, Instant nextAt, String last) {}

    private final Limits limits;
    private final List<ReconciliationListener> listeners;
    private final Clock clock;
    private final Semaphore places;

    /** Of rounds for events, so that slow targets of a full round keep no leaver waiting. */
    private final Semaphore eventPlaces;

    /** What goes on just now; each is completed when its work has ended. */
    private final Map<DeploymentId, CompletableFuture<@Nullable Void>> working = new ConcurrentHashMap<>();

    private final Map<DeploymentId, Trouble> away = new ConcurrentHashMap<>();

    Bulkheads(ObjectProvider<Limits> limits, ObjectProvider<ReconciliationListener> listeners, Clock clock) {
        this.limits = limits.getIfAvailable(() -> Limits.USUAL);
        this.listeners = listeners.orderedStream().toList();
        this.clock = clock;
        places = new Semaphore(this.limits.atOnce(), true);
        eventPlaces = new Semaphore(this.limits.atOnce(), true);
    }

    Limits limits() {
        return limits;
    }

    /**
     * Does the work for each deployment; the results are in the order of the deployments.
     *
     * @param caller a job leaves a deployment alone for a while after it was away; a person's word is always tried
     * @param done told of each as it ends, from any thread
     */
    List<Reconciliation> each(
            Caller caller,
            List<Deployment> deployments,
            Function<Deployment, Reconciliation> work,
            Consumer<Reconciliation> done) {
        return each(caller, deployments, new Pace(places, limits.patience()), work, done);
    }

    /** As {@link #each(Caller, List, Function, Consumer)}, for an event: whoever takes long is left to itself soon. */
    List<Reconciliation> eachSoon(
            Caller caller,
            List<Deployment> deployments,
            Function<Deployment, Reconciliation> work,
            Consumer<Reconciliation> done) {
        return each(caller, deployments, new Pace(eventPlaces, limits.event()), work, done);
    }

    private List<Reconciliation> each(
            Caller caller,
            List<Deployment> deployments,
            Pace pace,
            Function<Deployment, Reconciliation> work,
            Consumer<Reconciliation> done) {
        Map<DeploymentId, CompletableFuture<Reconciliation>> running = new HashMap<>();
        List<Deployment> busy = new ArrayList<>();
        for (Deployment deployment : deployments) {
            start(caller, deployment, Duration.ZERO, pace, work)
                    .ifPresentOrElse(
                            one -> running.put(deployment.id(), one.thenApply(tell(done))), () -> busy.add(deployment));
        }
        // A job comes back by itself; a person waits for a turn, when everybody else is on the way.
        Duration turn = caller.kind() == Caller.Kind.JOB ? Duration.ZERO : limits.event();
        for (Deployment deployment : busy) {
            running.put(
                    deployment.id(),
                    start(caller, deployment, turn, pace, work)
                            .orElseGet(() -> CompletableFuture.completedFuture(Reconciliation.failed(
                                    deployment.id(), "busy", "an earlier reconciliation of it has not ended yet")))
                            .thenApply(tell(done)));
        }
        return deployments.stream()
                .map(deployment ->
                        Objects.requireNonNull(running.get(deployment.id())).join())
                .toList();
    }

    private static UnaryOperator<Reconciliation> tell(Consumer<Reconciliation> done) {
        return ended -> {
            done.accept(ended);
            return ended;
        };
    }

    /** Empty where other work on it goes on, and does not end within the turn. */
    private Optional<CompletableFuture<Reconciliation>> start(
            Caller caller, Deployment deployment, Duration turn, Pace pace, Function<Deployment, Reconciliation> work) {
        DeploymentId id = deployment.id();
        Trouble trouble = away.get(id);
        if (trouble != null && caller.kind() == Caller.Kind.JOB && clock.now().isBefore(trouble.nextAt())) {
            return Optional.of(CompletableFuture.completedFuture(Reconciliation.failed(
                    id,
                    "unreachable",
                    "not tried before " + trouble.nextAt() + " after " + trouble.attempts()
                            + " attempts in a row that failed, the last with: " + trouble.last())));
        }
        var mine = new CompletableFuture<@Nullable Void>();
        pace.places().acquireUninterruptibly();
        if (!takes(id, mine, turn)) {
            pace.places().release();
            return Optional.empty();
        }
        var ended = new CompletableFuture<Reconciliation>();
        Thread.ofPlatform().daemon().name("reconcile-" + id).start(() -> {
            // What it is where an Error ends the thread.
            Reconciliation result = Reconciliation.failed(id, "internal", "an internal error, see the log");
            try {
                result = alone(work, deployment);
            } finally {
                working.remove(id);
                mine.complete(null);
                // Only now, so that whoever is told may start it again.
                if (!ended.complete(result)) {
                    remember(id, result);
                }
            }
        });
        return Optional.of(ended.completeOnTimeout(
                        hanging(id, pace.patience()), pace.patience().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(result -> {
                    pace.places().release();
                    remember(id, result);
                    listeners.forEach(listener -> listener.ended(result));
                    return result;
                }));
    }

    private boolean takes(DeploymentId id, CompletableFuture<@Nullable Void> mine, Duration turn) {
        long until = System.nanoTime() + turn.toNanos();
        while (true) {
            CompletableFuture<@Nullable Void> other = working.putIfAbsent(id, mine);
            if (other == null) {
                return true;
            }
            try {
                other.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillBusy) {
                return false;
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
                return false;
            } catch (ExecutionException never) {
                throw new IllegalStateException(never);
            }
        }
    }

    private static Reconciliation hanging(DeploymentId id, Duration patience) {
        return Reconciliation.failed(
                id,
                "hanging",
                "no end after " + patience.toSeconds()
                        + " s: it is left to itself and not started again until it ends");
    }

    private void remember(DeploymentId id, Reconciliation result) {
        if (result.errorCode().filter(Bulkheads::isOurs).isPresent()) {
            return;
        }
        if (result.errorCode().isEmpty() && result.retryAt().isEmpty()) {
            away.remove(id);
            return;
        }
        away.compute(id, (key, before) -> {
            int attempts = before == null ? 1 : before.attempts() + 1;
            return new Trouble(attempts, next(attempts, result), result.message());
        });
    }

    private static boolean isOurs(String code) {
        return OURS.contains(code) || code.startsWith("store-");
    }

    /** A target that says when is taken at its word, within bounds; else each failure doubles the pause. */
    private Instant next(int attempts, Reconciliation result) {
        Instant now = clock.now();
        Instant latest = now.plus(LONGEST_PAUSE);
        return result.retryAt()
                .filter(now::isBefore)
                .map(asked -> asked.isAfter(latest) ? latest : asked)
                .orElseGet(() -> now.plus(FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS))));
    }

    /** One deployment's trouble, of whatever sort, is not another's. */
    private static Reconciliation alone(Function<Deployment, Reconciliation> work, Deployment deployment) {
        try {
            return work.apply(deployment);
        } catch (RuntimeException failed) {
            LOG.error("reconciliation of {} failed", deployment.id(), failed);
            Optional<StoreTrouble> trouble = StoreTrouble.of(failed);
            if (trouble.isPresent()) {
                return Reconciliation.failed(
                        deployment.id(), trouble.get().code(), trouble.get().message());
            }
            if (failed instanceof LedgerUnavailable unavailable) {
                return Reconciliation.failed(
                        deployment.id(), "ledger-unavailable", String.valueOf(unavailable.getMessage()));
            }
            return Reconciliation.failed(deployment.id(), "internal", "an internal error, see the log");
        }
    }
}
