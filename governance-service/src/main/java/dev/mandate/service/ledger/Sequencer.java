package dev.mandate.service.ledger;

import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.ledger.TileId;
import dev.mandate.model.ledger.TiledTree;
import dev.mandate.service.platform.Transactions;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Gives committed entries their place in the tree: without gaps, whatever rolls back, commits late or runs beside it. */
final class Sequencer {
    private static final int BATCH = 4096;

    private final Transactions transactions;
    private final TreeStore store;
    private final LedgerTree tree;
    private final Epochs epochs;
    private @Nullable Grown grown;

    Sequencer(Transactions transactions, TreeStore store, Epochs epochs) {
        this.transactions = transactions;
        this.store = store;
        this.tree = new LedgerTree(store);
        this.epochs = epochs;
    }

    /** The tree as this process left it; of use only in the same epoch and if it is still of that size. */
    private record Grown(TiledTree tree, long epoch) {
        boolean is(long epoch, long size) {
            return this.epoch == epoch && tree.size() == size;
        }
    }

    /** Puts all waiting entries into the tree, unless another process is at it; returns how many. */
    synchronized long run() {
        var total = 0L;
        while (true) {
            int moved = transactions.apart(this::batch);
            total += moved;
            if (moved < BATCH) {
                return total;
            }
        }
    }

    private int batch() {
        if (!store.lock()) {
            return 0;
        }
        var epoch = epochs.current();
        var size = store.size();
        var known = grown;
        var growing = known != null && known.is(epoch, size) ? known.tree() : tree.growing(size);
        grown = null; // should anything fail from here on, the rows tell how far it got
        var leaves = store.sequence(size, epoch, BATCH);
        var filled = new LinkedHashMap<TileId, Sha256>();
        leaves.forEach(leaf -> growing.append(leaf, filled::put));
        if (!filled.isEmpty()) {
            store.addTiles(filled);
        }
        grown = new Grown(growing, epoch);
        return leaves.size();
    }
}
