package dev.mandate.service.ledger;

import dev.mandate.model.ledger.MerkleTree;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.ledger.TileNodes;
import dev.mandate.model.ledger.TiledTree;
import java.util.List;

/** The Merkle tree as its rows have it. */
final class LedgerTree {
    private final TreeStore store;

    LedgerTree(TreeStore store) {
        this.store = store;
    }

    /** Roots and proofs of any size up to the present one. */
    MerkleTree proofs() {
        return MerkleTree.over(new TileNodes(this::hashes));
    }

    /** The tree of {@code size} leaves, to be grown. */
    TiledTree growing(long size) {
        return TiledTree.of(size, unfinished -> hashes(unfinished.level(), unfinished.first(), unfinished.width()));
    }

    private List<Sha256> hashes(int level, long from, int count) {
        return level == 0 ? store.leafHashes(from, count) : store.tileRoots(level - 1, from, count);
    }
}
