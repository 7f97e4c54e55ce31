package dev.mandate.model.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree that grows at its right edge. It keeps only the unfinished tile of each level, at most 255 hashes
 * times the number of levels, and tells of each tile that becomes full, once. Not safe for use by several threads.
 */
public final class TiledTree {
    private final List<List<Sha256>> edge = new ArrayList<>();
    private long size;

    private TiledTree() {}

    public static TiledTree empty() {
        return new TiledTree();
    }

    /**
     * The tree of {@code size} leaves, given its unfinished tiles.
     *
     * @param edge reads the hashes of the unfinished tile of a level; asked only where there is one
     */
    public static TiledTree of(long size, Edge edge) {
        var tree = new TiledTree();
        tree.size = size;
        for (var level = 0; size >> (level * TileId.HEIGHT) > 0; level++) {
            var width = TileId.partialWidth(level, size);
            var hashes = width == 0 ? List.<Sha256>of() : edge.hashes(partial(level, size));
            if (hashes.size() != width) {
                throw new IllegalArgumentException("the last tile of level " + level + " of a tree of " + size
                        + " leaves has " + width + " hashes, not " + hashes.size());
            }
            tree.edge.add(new ArrayList<>(hashes));
        }
        return tree;
    }

    @FunctionalInterface
    public interface Edge {
        List<Sha256> hashes(TileId unfinished);
    }

    /** Is told of a full tile and the root of its hashes. */
    @FunctionalInterface
    public interface Filled {
        void tile(TileId full, Sha256 root);
    }

    /** Adds one leaf and tells of the tiles that it fills, lower levels first. */
    public void append(Sha256 leafHash, Filled filled) {
        var hash = leafHash;
        size++;
        for (var level = 0; ; level++) {
            if (level == edge.size()) {
                edge.add(new ArrayList<>());
            }
            var hashes = edge.get(level);
            hashes.add(hash);
            if (hashes.size() < TileId.FULL) {
                return;
            }
            var index = (size >> ((level + 1) * TileId.HEIGHT)) - 1;
            hash = MerkleTree.subtree(hashes, TileId.HEIGHT, 0);
            hashes.clear();
            filled.tile(new TileId(level, index, TileId.FULL), hash);
        }
    }

    public long size() {
        return size;
    }

    public Sha256 root() {
        return MerkleTree.over(this::edgeNode).root(size);
    }

    /** A node at the right edge; the others are in tiles that were handed over. */
    private Sha256 edgeNode(int level, long index) {
        var tileLevel = level / TileId.HEIGHT;
        var within = level % TileId.HEIGHT;
        var first = (index << within) & (TileId.FULL - 1);
        return MerkleTree.subtree(edge.get(tileLevel), within, (int) (first >> within));
    }

    private static TileId partial(int level, long size) {
        var hashes = size >> (level * TileId.HEIGHT);
        return new TileId(level, hashes / TileId.FULL, TileId.partialWidth(level, size));
    }
}
