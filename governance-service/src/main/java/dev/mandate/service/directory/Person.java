package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;

/**
 * Somebody by the name that people know.
 *
 * @param name what the source shows of them; the user name where it shows nothing
 */
public record Person(SubjectId id, SourceId source, String username, String name, SubjectState state) {}
