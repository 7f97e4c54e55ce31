package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A system of record that can be read whole. */
public interface Source extends AutoCloseable {
    Duration EVERY = Duration.ofSeconds(60);

    SourceId id();

    SourceLimits limits();

    /** How often it is read. */
    default Duration every() {
        return EVERY;
    }

    /**
     * Everything the source holds.
     *
     * @throws SourceException when it cannot be read completely
     */
    SourceReading read();

    /** How it tells of changes; empty where it can only be read again. */
    default Optional<ChangeSource> changes() {
        return Optional.empty();
    }

    /** How it says whether a password is right; empty where it knows none. */
    default Optional<Passwords> passwords() {
        return Optional.empty();
    }

    /** What it cannot tell as it is set up; sentences that name the fix where there is one. */
    default List<String> blindSpots() {
        return List.of();
    }

    /** Lets go of what is kept between two reads. */
    @Override
    default void close() {}
}
