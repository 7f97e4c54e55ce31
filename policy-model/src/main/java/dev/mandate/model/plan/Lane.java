package dev.mandate.model.plan;

/** In which order the changes of a plan go, and which of them may be made to wait. */
public enum Lane {
    /** Removals caused by a leaver, a suspension, a Hold or an expiry; waits only for a finding about that change. */
    URGENT_REMOVALS(1),
    /** Replacing one grant by another; grant before revoke, per principal. */
    SWAPS(2),
    /** The rest; widening before narrowing. */
    REST(3);

    private final int number;

    Lane(int number) {
        this.number = number;
    }

    /** 1, 2 or 3. */
    public int number() {
        return number;
    }
}
