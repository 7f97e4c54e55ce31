package dev.mandate.service.directory;

import java.util.Optional;

/** A source that can be read whole. */
public non-sealed interface ReadSource extends Source {
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
}
