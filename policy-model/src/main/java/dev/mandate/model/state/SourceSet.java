package dev.mandate.model.state;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A small sorted set of node numbers of a {@link SourceGraph}; shared by all grants that have the same sources. */
public final class SourceSet {
    public static final SourceSet EMPTY = new SourceSet(new int[0]);

    private final int[] nodes;

    private SourceSet(int[] nodes) {
        this.nodes = nodes;
    }

    public static SourceSet of(int... nodes) {
        return new SourceSet(IntStream.of(nodes).sorted().distinct().toArray());
    }

    public IntStream nodes() {
        return IntStream.of(nodes);
    }

    public int size() {
        return nodes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceSet that && Arrays.equals(nodes, that.nodes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(nodes);
    }

    @Override
    public String toString() {
        return Arrays.toString(nodes);
    }
}
