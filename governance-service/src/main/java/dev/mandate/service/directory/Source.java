package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import java.time.Duration;

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

    /** Lets go of what is kept between two reads. */
    @Override
    default void close() {}
}
