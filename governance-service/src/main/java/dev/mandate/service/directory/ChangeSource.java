package dev.mandate.service.directory;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source that tells of its changes as they happen. */
public interface ChangeSource {
    /** Tells them over a connection of its own until it is closed. */
    interface Feed extends AutoCloseable {
        /**
         * What changed since the cookie, told at once; nothing without one. Only a complete read that begins after it
         * shows everything.
         */
        Changes before();

        /**
         * Waits until something changed, at most so long.
         *
         * @throws SourceException when no more will be told
         */
        Changes next(Duration atMost);

        @Override
        void close();
    }

    /**
     * Begins to tell.
     *
     * @param cookie up to where everything was taken over; null to begin now
     * @throws SourceException when it does not tell, or not to this account
     */
    Feed open(@Nullable String cookie);

    /**
     * What these are now; empty where only a complete read can say.
     *
     * @throws SourceException when it cannot be read
     */
    Optional<PartialReading> read(Set<String> ids);
}
