package dev.mandate.model.state;

import java.util.Arrays;

/** Tarjan's strongly connected components, without recursion: nesting may be deeper than a stack. */
final class Components {
    private static final int UNSEEN = -1;
    private final int[][] next;
    private final int[] order;
    private final int[] low;
    private final int[] edge;
    private final int[] component;
    private final IntList stack = new IntList();
    private final IntList path = new IntList();
    private int seen;
    private int found;

    Components(int[][] next) {
        this.next = next;
        order = filled(next.length);
        component = filled(next.length);
        low = new int[next.length];
        edge = new int[next.length];
    }

    private static int[] filled(int length) {
        var values = new int[length];
        Arrays.fill(values, UNSEEN);
        return values;
    }

    /** The component of each node; a component has a higher number than those it leads to. */
    int[] find() {
        for (int node = 0; node < next.length; node++) {
            if (order[node] == UNSEEN) {
                enter(node);
                while (!path.isEmpty()) {
                    step(path.last());
                }
            }
        }
        return component;
    }

    private void enter(int node) {
        order[node] = seen;
        low[node] = seen++;
        stack.add(node);
        path.add(node);
    }

    private void step(int node) {
        if (edge[node] < next[node].length) {
            int to = next[node][edge[node]++];
            if (order[to] == UNSEEN) {
                enter(to);
            } else if (component[to] == UNSEEN) {
                low[node] = Math.min(low[node], order[to]);
            }
            return;
        }
        path.removeLast();
        if (!path.isEmpty()) {
            low[path.last()] = Math.min(low[path.last()], low[node]);
        }
        if (low[node] == order[node]) {
            close(node);
        }
    }

    private void close(int root) {
        int member;
        do {
            member = stack.removeLast();
            component[member] = found;
        } while (member != root);
        found++;
    }
}
