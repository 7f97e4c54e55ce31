package dev.mandate.service.scim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does at once what several ask for while one is at work. Nobody waits for company: whoever finds nobody at work begins
 * alone, and of those who come meanwhile the first one takes the others along. What cannot be done together, or fails,
 * each does alone, so that nobody is answered for another.
 *
 * @param <K> what only one at a time works on
 * @param <A> what is asked for
 * @param <R> the answer to one
 */
final class Together<K, A, R> {
    private static final Logger LOG = LoggerFactory.getLogger(Together.class);
    private static final int MOST = 64;

    /** Who waits; a key is there while somebody works on it. */
    private final Map<K, Queue<Place<A, R>>> waiting = new HashMap<>();

    private final BiFunction<K, List<A>, Optional<List<R>>> together;
    private final Function<A, R> alone;

    /** @param together gives all answers in the order of what was asked, or none where nothing was done */
    Together(BiFunction<K, List<A>, Optional<List<R>>> together, Function<A, R> alone) {
        this.together = together;
        this.alone = alone;
    }

    /** How somebody's waiting ends. */
    private sealed interface Turn<R> {
        /** Others did it. */
        record Answered<R>(R answer) implements Turn<R> {}

        /** Others could not do it. */
        record Alone<R>() implements Turn<R> {}

        /** Nobody is at work any more. */
        record First<R>() implements Turn<R> {}
    }

    private record Place<A, R>(A asked, CompletableFuture<Turn<R>> turn) {}

    R done(K key, A asked) {
        var own = new Place<>(asked, new CompletableFuture<Turn<R>>());
        if (isFirst(key, own)) {
            return first(key, own);
        }
        return switch (own.turn().join()) {
            case Turn.Answered<R>(var answer) -> answer;
            case Turn.Alone<R> ignored -> alone.apply(asked);
            case Turn.First<R> ignored -> first(key, own);
        };
    }

    private boolean isFirst(K key, Place<A, R> own) {
        synchronized (waiting) {
            Queue<Place<A, R>> others = waiting.putIfAbsent(key, new ArrayDeque<>());
            if (others != null) {
                others.add(own);
            }
            return others == null;
        }
    }

    private R first(K key, Place<A, R> own) {
        List<Place<A, R>> others = others(key);
        Optional<List<R>> answers = Optional.empty();
        try {
            if (others.isEmpty()) {
                return alone.apply(own.asked());
            }
            answers = attempted(key, own, others);
        } finally {
            for (int number = 0; number < others.size(); number++) {
                others.get(number).turn().complete(turn(answers, number + 1));
            }
            next(key);
        }
        return answers.map(List::getFirst).orElseGet(() -> alone.apply(own.asked()));
    }

    private static <R> Turn<R> turn(Optional<List<R>> answers, int number) {
        return answers.<Turn<R>>map(all -> new Turn.Answered<>(all.get(number))).orElseGet(Turn.Alone::new);
    }

    private Optional<List<R>> attempted(K key, Place<A, R> own, List<Place<A, R>> others) {
        List<A> asked = new ArrayList<>(List.of(own.asked()));
        others.forEach(other -> asked.add(other.asked()));
        try {
            return together.apply(key, asked);
        } catch (RuntimeException failed) {
            LOG.warn("{} requests could not be done together, so each is done alone", asked.size(), failed);
            return Optional.empty();
        }
    }

    private List<Place<A, R>> others(K key) {
        synchronized (waiting) {
            Queue<Place<A, R>> queue = waiting.getOrDefault(key, new ArrayDeque<>());
            List<Place<A, R>> others = new ArrayList<>();
            while (others.size() < MOST - 1 && !queue.isEmpty()) {
                others.add(queue.remove());
            }
            return others;
        }
    }

    private void next(K key) {
        synchronized (waiting) {
            Place<A, R> next = waiting.getOrDefault(key, new ArrayDeque<>()).poll();
            if (next == null) {
                waiting.remove(key);
            } else {
                next.turn().complete(new Turn.First<>());
            }
        }
    }
}
