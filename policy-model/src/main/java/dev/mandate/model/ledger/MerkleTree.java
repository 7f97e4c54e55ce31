package dev.mandate.model.ledger;

import java.util.ArrayList;
import java.util.List;

/** The Merkle tree of RFC 6962 §2.1 over SHA-256: hashes and proofs, from nodes that somebody else keeps. */
public final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte NODE = 1;

    private final Nodes nodes;

    private MerkleTree(Nodes nodes) {
        this.nodes = nodes;
    }

    public static MerkleTree over(Nodes nodes) {
        return new MerkleTree(nodes);
    }

    /** The hash of a complete subtree: 2^{@code level} leaves, the first of them {@code index} × 2^{@code level}. */
    @FunctionalInterface
    public interface Nodes {
        Sha256 node(int level, long index);
    }

    public static Sha256 leafHash(byte[] data) {
        return Sha256.digest(LEAF, data);
    }

    public static Sha256 nodeHash(Sha256 left, Sha256 right) {
        return Sha256.digest(NODE, left, right);
    }

    /** The root of the tree without leaves. */
    public static Sha256 emptyRoot() {
        return Sha256.digest();
    }

    /** The root of the first {@code size} leaves. */
    public Sha256 root(long size) {
        requireSize(size);
        return size == 0 ? emptyRoot() : hash(0, size);
    }

    /** The roots of the complete subtrees that make up the first {@code size} leaves, from left to right. */
    public List<Sha256> peaks(long size) {
        requireSize(size);
        var peaks = new ArrayList<Sha256>();
        for (long begin = 0; begin < size; begin += Long.highestOneBit(size - begin)) {
            peaks.add(complete(begin, Long.highestOneBit(size - begin)));
        }
        return peaks;
    }

    /** The roots of the largest complete subtrees that cover the leaves from {@code begin} to {@code size}, from left to right. */
    public List<Sha256> cover(long begin, long size) {
        requireWithin(begin, size + 1);
        var cover = new ArrayList<Sha256>();
        var at = begin;
        while (at < size) {
            var aligned = at == 0 ? Long.MAX_VALUE : Long.lowestOneBit(at);
            var width = Math.min(aligned, Long.highestOneBit(size - at));
            cover.add(complete(at, width));
            at += width;
        }
        return cover;
    }

    /** PATH(index, D[size]) of RFC 6962 §2.1.1: what turns the leaf hash of {@code index} into the root, nearest first. */
    public List<Sha256> inclusion(long index, long size) {
        requireSize(size);
        requireWithin(index, size);
        var path = new ArrayList<Sha256>();
        path(index, 0, size, path);
        return path;
    }

    /** PROOF(old, D[size]) of RFC 6962 §2.1.2: that the first {@code old} leaves are still the first of {@code size}. */
    public List<Sha256> consistency(long old, long size) {
        requireSize(size);
        requireWithin(old, size + 1);
        var proof = new ArrayList<Sha256>();
        if (old > 0) {
            subproof(old, 0, size, true, proof);
        }
        return proof;
    }

    private void path(long index, long begin, long end, List<Sha256> path) {
        if (end - begin == 1) {
            return;
        }
        var middle = split(begin, end);
        if (index < middle) {
            path(index, begin, middle, path);
            path.add(hash(middle, end));
            return;
        }
        path(index, middle, end, path);
        path.add(hash(begin, middle));
    }

    private void subproof(long old, long begin, long end, boolean whole, List<Sha256> proof) {
        if (old == end) {
            if (!whole) {
                proof.add(hash(begin, end));
            }
            return;
        }
        var middle = split(begin, end);
        if (old <= middle) {
            subproof(old, begin, middle, whole, proof);
            proof.add(hash(middle, end));
            return;
        }
        subproof(old, middle, end, false, proof);
        proof.add(hash(begin, middle));
    }

    private Sha256 hash(long begin, long end) {
        var width = end - begin;
        if (Long.bitCount(width) == 1) {
            return complete(begin, width);
        }
        var middle = split(begin, end);
        return nodeHash(hash(begin, middle), hash(middle, end));
    }

    /** The root of 2^{@code level} of the {@code hashes}, the first of them {@code index} × 2^{@code level}. */
    static Sha256 subtree(List<Sha256> hashes, int level, int index) {
        if (level == 0) {
            return hashes.get(index);
        }
        return nodeHash(subtree(hashes, level - 1, 2 * index), subtree(hashes, level - 1, 2 * index + 1));
    }

    private Sha256 complete(long begin, long width) {
        var level = Long.numberOfTrailingZeros(width);
        return nodes.node(level, begin >> level);
    }

    /** The largest power of two below the width splits it. */
    private static long split(long begin, long end) {
        return begin + Long.highestOneBit(end - begin - 1);
    }

    private static void requireSize(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("a tree of " + size + " leaves");
        }
    }

    private static void requireWithin(long position, long end) {
        if (position < 0 || position >= end) {
            throw new IllegalArgumentException("position " + position + " is not within 0 and " + (end - 1));
        }
    }
}
