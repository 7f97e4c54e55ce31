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

    /**
     * Where a subject of this state stands once its source states another one. Staged is before the first day of a stay,
     * so whoever was here already and is said to be staged is suspended; after leaving it may be the start of a new stay.
     */
    public SubjectState next(SubjectState stated) {
        boolean here = this == ACTIVE || this == SUSPENDED;
        return here && stated == STAGED ? SUSPENDED : stated;
    }

    public SubjectState mostRestrictive(SubjectState other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
