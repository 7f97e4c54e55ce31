package dev.mandate.service.directory;

import dev.mandate.model.subject.SubjectKind;
import org.jspecify.annotations.Nullable;

/**
 * What a source says that somebody or something is.
 *
 * @param owner who answers for a service or a machine, by the source's id; null where the source names nobody
 */
public record Nature(SubjectKind kind, @Nullable String owner) {
    public static final Nature PERSON = new Nature(SubjectKind.PERSON, null);

    public Nature {
        if (owner != null && kind == SubjectKind.PERSON) {
            throw new IllegalArgumentException("a person has no owner");
        }
    }

    boolean isPerson() {
        return kind == SubjectKind.PERSON;
    }
}
