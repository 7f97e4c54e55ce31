package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;

/** A system of record that can be read whole. */
public interface Source {
    SourceId id();

    SourceLimits limits();

    /**
     * Everything the source holds.
     *
     * @throws SourceException when it cannot be read completely
     */
    SourceReading read();
}
