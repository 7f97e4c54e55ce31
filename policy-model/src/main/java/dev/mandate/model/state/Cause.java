package dev.mandate.model.state;

import dev.mandate.model.subject.SubjectState;

/** Why something has to change; declared from strongest to weakest reason. */
public enum Cause {
    /** A subject left. */
    LEFT(true, true),
    /** A subject is suspended. */
    SUSPENDED(true, true),
    /** A subject has not begun. */
    STAGED(true, true),
    /** A Hold is in force. */
    HOLD(true, true),
    /** A validity ended. */
    EXPIRED(true, true),
    /** Policy gives it, or no longer does: a definition, mapping or assignment changed. */
    POLICY(false, true),
    /** The subject is no longer in the group that gave it. */
    ABSENT(false, false),
    /** A constraint keeps it from being given. */
    CONSTRAINT(false, true),
    /** It was made or lost on the target, not by Mandate. */
    OUT_OF_BAND(false, true);

    private final boolean urgent;
    private final boolean positive;

    Cause(boolean urgent, boolean positive) {
        this.urgent = urgent;
        this.positive = positive;
    }

    /**
     * Why a subject in this state holds nothing.
     *
     * @throws IllegalArgumentException for an active subject
     */
    public static Cause of(SubjectState state) {
        return switch (state) {
            case LEFT -> LEFT;
            case STAGED -> STAGED;
            case SUSPENDED -> SUSPENDED;
            case ACTIVE -> throw new IllegalArgumentException("an active subject may hold something");
        };
    }

    /** Removals for this cause go to lane 1. */
    public boolean urgent() {
        return urgent;
    }

    /** Whether something says so; false where it is only inferred from something missing. */
    public boolean positive() {
        return positive;
    }
}
