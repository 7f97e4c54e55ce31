package dev.mandate.service.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Finds cycles in a graph without recursion, so that no depth of it can overflow the stack. */
final class Cycles {
    private Cycles() {}

    /** For each node on some cycle at most one cycle that begins and ends with it, e.g. {@code [a, b, a]}. */
    static <T> List<List<T>> in(Map<T, ? extends Iterable<T>> edges) {
        var done = new HashSet<T>();
        var cycles = new ArrayList<List<T>>();
        for (T start : edges.keySet()) {
            if (!done.contains(start)) {
                path(start, edges, done).ifPresent(cycle -> {
                    done.addAll(cycle);
                    cycles.add(cycle);
                });
            }
        }
        return cycles;
    }

    /** A shortest way from {@code start} back to itself. */
    private static <T> Optional<List<T>> path(T start, Map<T, ? extends Iterable<T>> edges, Set<T> done) {
        var cameFrom = new HashMap<T, T>();
        var queue = new ArrayDeque<T>(List.of(start));
        while (!queue.isEmpty()) {
            T node = queue.remove();
            Iterable<T> next = edges.get(node);
            if (next == null) {
                continue;
            }
            for (T target : next) {
                if (target.equals(start)) {
                    return Optional.of(trace(start, node, cameFrom));
                }
                if (!done.contains(target) && cameFrom.putIfAbsent(target, node) == null) {
                    queue.add(target);
                }
            }
        }
        return Optional.empty();
    }

    private static <T> List<T> trace(T start, T last, Map<T, T> cameFrom) {
        var path = new ArrayDeque<T>(List.of(start));
        T node = last;
        while (!node.equals(start)) {
            path.addFirst(node);
            node = Objects.requireNonNull(cameFrom.get(node));
        }
        path.addFirst(start);
        return List.copyOf(path);
    }
}
