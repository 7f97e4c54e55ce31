package dev.mandate.model.ledger;

import java.util.List;

/**
 * Finds the nodes of a Merkle tree in its tiles.
 *
 * @param tiles reads hashes {@code from} to {@code from + count} of a level, counted over the whole level; the count is
 *     a power of two up to 128 and the hashes lie in one tile
 */
public record TileNodes(Tiles tiles) implements MerkleTree.Nodes {

    @FunctionalInterface
    public interface Tiles {
        List<Sha256> hashes(int level, long from, int count);
    }

    @Override
    public Sha256 node(int level, long index) {
        var within = level % TileId.HEIGHT;
        var hashes = tiles.hashes(level / TileId.HEIGHT, index << within, 1 << within);
        if (hashes.size() != 1 << within) {
            throw new IllegalStateException("the node at level " + level + ", index " + index + " needs "
                    + (1 << within) + " hashes, there are " + hashes.size());
        }
        return MerkleTree.subtree(hashes, within, 0);
    }
}
