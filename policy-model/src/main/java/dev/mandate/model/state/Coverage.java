package dev.mandate.model.state;

/**
 * How much of what a pattern matches on the target is granted: {@code held} of {@code matched}. A literal counts as held
 * whatever its condition and options; where those differ from the pattern's, that is a difference of the literal.
 */
public record Coverage(int held, int matched) {
    public Coverage {
        if (held < 0 || held > matched) {
            throw new IllegalArgumentException("coverage must be 0 <= held <= matched, not " + held + " of " + matched);
        }
    }

    /** A pattern that matches nothing is complete: there is nothing left to grant. */
    public boolean complete() {
        return held == matched;
    }

    @Override
    public String toString() {
        return held + " of " + matched;
    }
}
