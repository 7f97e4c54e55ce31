package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A system of record for people and groups. */
public sealed interface Source extends AutoCloseable permits ReadSource, PushSource {
    Duration EVERY = Duration.ofSeconds(60);

    SourceId id();

    SourceLimits limits();

    /** How often it is read, or looked whether it was pushed to. */
    default Duration every() {
        return EVERY;
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
