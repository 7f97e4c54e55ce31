package dev.mandate.model.access;

/**
 * What a change does to what people can reach. Order, guards and emergency rules use this, never the verb: removing a
 * DENY or a row filter widens.
 */
public enum Direction {
    WIDENS,
    NARROWS,
    /** Both, or unknown: counts as widening for approval and as narrowing for removal limits. */
    BOTH;

    public Direction reversed() {
        return switch (this) {
            case WIDENS -> NARROWS;
            case NARROWS -> WIDENS;
            case BOTH -> BOTH;
        };
    }

    public boolean mayWiden() {
        return this != NARROWS;
    }

    public boolean mayNarrow() {
        return this != WIDENS;
    }
}
