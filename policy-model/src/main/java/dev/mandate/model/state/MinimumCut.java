package dev.mandate.model.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fewest removable edges that part a source from a sink (maximum flow by shortest augmenting paths). Of several
 * smallest cuts it finds the one nearest to the source, whatever the order in which edges were added.
 *
 * @param <N> names of nodes
 * @param <E> what a removable edge stands for
 */
final class MinimumCut<N, E> {
    private static final int UNLIMITED = Integer.MAX_VALUE / 2;
    private final Map<N, Integer> numbers = new HashMap<>();
    private final List<List<Edge<E>>> edges = new ArrayList<>();

    /** Each has its reverse, which takes back what was pushed. */
    private static final class Edge<E> {
        final int from;
        final int to;
        final @Nullable E removable;
        int room;

        @Nullable
        Edge<E> back;

        Edge(int from, int to, int room, @Nullable E removable) {
            this.from = from;
            this.to = to;
            this.room = room;
            this.removable = removable;
        }

        void push() {
            room--;
            if (back != null) {
                back.room++;
            }
        }
    }

    /** An edge that nobody may remove. */
    void fixed(N from, N to) {
        add(from, to, UNLIMITED, null);
    }

    void removable(N from, N to, E meaning) {
        add(from, to, 1, meaning);
    }

    private void add(N from, N to, int room, @Nullable E removable) {
        var edge = new Edge<E>(number(from), number(to), room, removable);
        edge.back = new Edge<>(edge.to, edge.from, 0, null);
        edge.back.back = edge;
        edges.get(edge.from).add(edge);
        edges.get(edge.to).add(edge.back);
    }

    private int number(N node) {
        return numbers.computeIfAbsent(node, key -> {
            edges.add(new ArrayList<>());
            return edges.size() - 1;
        });
    }

    /** Empty where the sink cannot be reached at all; some removable edge must be on every way there. */
    List<E> between(N source, N sink) {
        int start = number(source);
        int end = number(sink);
        var reached = flood(start);
        while (reached.get(end) != null) {
            for (Edge<E> edge = reached.get(end); edge != null; edge = reached.get(edge.from)) {
                edge.push();
            }
            reached = flood(start);
        }
        var cut = new ArrayList<E>();
        for (List<Edge<E>> leaving : edges) {
            for (Edge<E> edge : leaving) {
                boolean crosses = isReached(reached, start, edge.from) && !isReached(reached, start, edge.to);
                if (crosses && edge.removable != null) {
                    cut.add(edge.removable);
                }
            }
        }
        return cut;
    }

    private boolean isReached(List<@Nullable Edge<E>> reached, int start, int node) {
        return node == start || reached.get(node) != null;
    }

    /** By which edge with room each node is first reached. */
    private List<@Nullable Edge<E>> flood(int start) {
        List<@Nullable Edge<E>> by = new ArrayList<>(Collections.nCopies(edges.size(), null));
        var open = new ArrayDeque<Integer>();
        open.add(start);
        while (!open.isEmpty()) {
            for (Edge<E> edge : edges.get(open.poll())) {
                if (edge.room > 0 && edge.to != start && by.get(edge.to) == null) {
                    by.set(edge.to, edge);
                    open.add(edge.to);
                }
            }
        }
        return by;
    }
}
