package dev.mandate.service.access;

/** A decision was refused: the message says by which rule, and what would be allowed. */
public final class NotAllowed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotAllowed(String message) {
        super(message);
    }
}
