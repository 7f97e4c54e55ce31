package dev.mandate.verifier;

/** Nothing could be checked: the evidence is not there or not of a form that we know. Says which file and what to do. */
public final class UnreadableException extends Exception {
    UnreadableException(String place, String what) {
        super(Finding.ascii(place + ": " + what));
    }

    UnreadableException(String place, String what, Throwable cause) {
        super(Finding.ascii(place + ": " + what), cause);
    }
}
