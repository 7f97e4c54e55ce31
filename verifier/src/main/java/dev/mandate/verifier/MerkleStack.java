package dev.mandate.verifier;

import java.util.ArrayList;
import java.util.List;

/** The root of a Merkle tree from its leaves in order, with at most one hash per level in memory. */
final class MerkleStack {
    /** The roots of the complete subtrees so far, from the largest on the left to the smallest. */
    private final List<byte[]> peaks = new ArrayList<>();

    private long size;

    /** The tree of the first {@code size} leaves, given its complete subtrees from left to right. */
    static MerkleStack of(long size, List<byte[]> subtrees) {
        var stack = new MerkleStack();
        stack.pushUpTo(size, subtrees);
        return stack;
    }

    void push(byte[] leafHash) {
        push(leafHash, 0);
    }

    /** Adds complete subtrees, each the largest that fits, which must make up exactly {@code end} leaves. */
    void pushUpTo(long end, List<byte[]> subtrees) {
        for (var subtree : subtrees) {
            if (size >= end) {
                throw new IllegalArgumentException("more subtrees than fit into " + end + " leaves");
            }
            var fits = 63 - Long.numberOfLeadingZeros(end - size);
            push(subtree, size == 0 ? fits : Math.min(fits, Long.numberOfTrailingZeros(size)));
        }
        if (size != end) {
            throw new IllegalArgumentException("the subtrees make up " + size + " leaves, not " + end);
        }
    }

    /** The new subtree stands right of all others, so no smaller one may be there yet. */
    private void push(byte[] subtree, int height) {
        var hash = subtree;
        for (var level = height; (size >> level & 1) == 1; level++) {
            hash = Hashes.node(peaks.removeLast(), hash);
        }
        peaks.add(hash);
        size += 1L << height;
    }

    long size() {
        return size;
    }

    byte[] root() {
        if (peaks.isEmpty()) {
            return Hashes.sha256().digest();
        }
        var root = peaks.getLast();
        for (var i = peaks.size() - 2; i >= 0; i--) {
            root = Hashes.node(peaks.get(i), root);
        }
        return root;
    }
}
