package dev.mandate.service.ledger;

import dev.mandate.model.ledger.Checkpoint;
import java.util.List;
import java.util.Optional;

/**
 * How far the ledger is, and how well it is protected.
 *
 * @param size entries in the tree
 * @param waiting entries that are committed but not yet in the tree
 * @param checkpoint the last one that was signed
 * @param published where checkpoints are published, with the size of the last one there
 */
public record LedgerStanding(long size, long waiting, Optional<Checkpoint> checkpoint, List<Place> published) {
    /** What every screen, export and check says where it applies. */
    public static final String UNPROTECTED = "not protected against the operator";

    public LedgerStanding {
        published = List.copyOf(published);
    }

    /**
     * Where checkpoints go.
     *
     * @param external whether it lies out of the reach of those who administer database and machine
     * @param size of the last checkpoint there, 0 before the first
     */
    public record Place(String path, boolean external, long size) {}

    /** Whether somebody outside could notice if the operator rewrote everything. */
    public boolean isProtected() {
        return published.stream().anyMatch(place -> place.external() && place.size() > 0);
    }
}
