package dev.mandate.service.ledger;

import dev.mandate.service.platform.Clock;

/** The term of this process as sequencer. Whoever comes last takes the next one, and the terms before are over. */
final class Epochs {
    private final TreeStore store;
    private final Clock clock;
    private final String holder;
    private long own;

    Epochs(TreeStore store, Clock clock, String holder) {
        this.store = store;
        this.clock = clock;
        this.holder = holder;
    }

    /** The epoch to write under, to be called with the lock held; a new one if another process had one since. */
    long current() {
        var latest = store.epoch();
        if (own == 0 || own != latest) {
            own = latest + 1;
            store.takeEpoch(own, holder, clock.now());
        }
        return own;
    }
}
