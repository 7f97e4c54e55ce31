package dev.mandate.model.subject;

import java.util.Locale;

/** Where a subject stands; declared from least to most restrictive, so across sources the greatest one wins. */
public enum SubjectState {
    ACTIVE,
    STAGED,
    SUSPENDED,
    LEFT;

    /** As tables, files and documents spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The state that is spelled like this.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static SubjectState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Only an active subject holds anything. */
    public boolean mayHold() {
        return this == ACTIVE;
    }

    public SubjectState mostRestrictive(SubjectState other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
