package dev.mandate.service.access;

import dev.mandate.service.platform.Problem;

/** A decision was refused: the message says by which rule, and what would be allowed. */
public final class NotAllowed extends Problem {
    private static final long serialVersionUID = 1L;

    private enum Reason implements Code {
        NOT_ALLOWED;

        @Override
        public int status() {
            return 409;
        }

        @Override
        public Blame blame() {
            return Blame.USER;
        }
    }

    public NotAllowed(String message) {
        super(Reason.NOT_ALLOWED, message);
    }
}
