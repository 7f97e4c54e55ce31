package dev.mandate.service.directory;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Notices what was pushed, whichever process took it; many pushes at once are one thing to act on. */
final class PushWatch {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final LongSupplier revision;
    private final Runnable changed;
    private final StopSignal stop;

    /**
     * @param revision of the directory
     * @param changed acts on whatever differs, and may take its time
     */
    PushWatch(LongSupplier revision, Runnable changed, StopSignal stop) {
        this.revision = revision;
        this.changed = changed;
        this.stop = stop;
    }

    void run() {
        long seen = -1;
        while (!stop.isGivenWithin(LOOK)) {
            long now = revision.getAsLong();
            if (now != seen) {
                seen = now;
                changed.run();
            }
        }
    }
}
