package dev.mandate.service.history;

/** What is known of a holding at an instant; what is not held is not listed. */
public enum Certainty {
    /** It began or ended between two readings around the instant: nothing is known. */
    UNKNOWN,
    /** It was seen at or before the instant, and not seen gone by then. */
    HELD;

    Certainty and(Certainty other) {
        return compareTo(other) < 0 ? this : other;
    }
}
