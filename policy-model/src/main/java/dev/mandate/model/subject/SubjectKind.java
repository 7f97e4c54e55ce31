package dev.mandate.model.subject;

import java.util.Locale;

/** What sort of holder a subject is; services and machines have an owner who answers for them. */
public enum SubjectKind {
    PERSON,
    SERVICE,
    MACHINE;

    /** As tables, files and documents spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind that is spelled like this.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static SubjectKind ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
