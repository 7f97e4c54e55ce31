package dev.mandate.service.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up with one source until it is told to stop. What the source tells of its changes only wakes a read of what they
 * touch; every so often, and whenever it began to tell anew, everything is read. Where it does not tell, it is read every
 * so often as any other.
 */
final class SourceWatch {
    /** How soon it is noticed that a complete read is due, or that this has to stop. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(SourceWatch.class);

    private final ReadSource source;
    private final ChangeSource changes;
    private final Work work;
    private final Consumer<SourceOutcome> done;
    private final StopSignal stop;
    private @Nullable Instant read;

    /** What a watch does to the directory. */
    interface Work {
        Instant now();

        @Nullable
        String cookie();

        /** Remembers why the source does not tell of its changes, null when it does; says whether that is news. */
        boolean telling(@Nullable SourceException unable);

        /** Reads everything; what was told before is evidence for the deletions it names. */
        SourceOutcome whole(Changes told);

        /** Reads what was touched; empty where only a complete read can say. */
        Optional<SourceOutcome> part(Changes told);
    }

    SourceWatch(ReadSource source, ChangeSource changes, Work work, Consumer<SourceOutcome> done, StopSignal stop) {
        this.source = source;
        this.changes = changes;
        this.work = work;
        this.done = done;
        this.stop = stop;
    }

    void run() {
        Duration pause = SHORTEST_PAUSE;
        while (!stop.isGiven()) {
            long begun = System.nanoTime();
            try (ChangeSource.Feed feed = changes.open(work.cookie())) {
                work.telling(null);
                follow(feed);
            } catch (SourceException unable) {
                if (work.telling(unable)) {
                    LOG.warn(
                            "{}; it is read every {} s meanwhile",
                            unable.sentence(),
                            source.every().toSeconds());
                }
                boolean lasted = System.nanoTime() - begun > LONGEST_PAUSE.toNanos();
                pause = lasted ? SHORTEST_PAUSE : pause;
                poll(jittered(pause));
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** So that all who lost a server do not come back to it in one moment. */
    private static Duration jittered(Duration pause) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1));
    }

    private void follow(ChangeSource.Feed feed) {
        Changes open = feed.before();
        boolean settled = false;
        boolean first = true;
        while (!stop.isGiven()) {
            open = open.and(first ? Changes.NONE : feed.next(LOOK));
            boolean due = first || isDue();
            first = false;
            if (due) {
                settled = whole(open);
            } else if (settled && !open.isEmpty()) {
                Optional<SourceOutcome> part = work.part(open);
                settled = part.isPresent() ? accepted(part.get()) : whole(open);
            } else {
                continue;
            }
            // What waits is open until a complete read of it is taken over, and told again after a restart.
            open = settled ? Changes.NONE : open;
        }
    }

    private boolean whole(Changes open) {
        SourceOutcome outcome = work.whole(open);
        // Before anybody is told: whoever hears of it may count from then.
        read = work.now();
        return accepted(outcome);
    }

    private boolean accepted(SourceOutcome outcome) {
        done.accept(outcome);
        return outcome instanceof SourceOutcome.Accepted;
    }

    private boolean isDue() {
        return read == null || !work.now().isBefore(read.plus(source.every()));
    }

    /** Reads it as a source that does not tell, for a while. */
    private void poll(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            if (isDue()) {
                whole(Changes.NONE);
            }
        } while (!stop.isGivenWithin(LOOK) && System.nanoTime() < end);
    }
}
