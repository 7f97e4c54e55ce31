package dev.mandate.model.subject;

/** Where a subject stands; declared from least to most restrictive, so across sources the greatest one wins. */
public enum SubjectState {
    ACTIVE,
    STAGED,
    SUSPENDED,
    LEFT;

    /** Only an active subject holds anything. */
    public boolean mayHold() {
        return this == ACTIVE;
    }

    public SubjectState mostRestrictive(SubjectState other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
