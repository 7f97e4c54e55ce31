package dev.mandate.service.ledger;

/**
 * Nothing can be put on the ledger, so nothing may be decided and nothing may widen. What ends access and was planned
 * already goes on; the agent's own journal keeps it until the ledger is back.
 */
public final class LedgerUnavailable extends RuntimeException {
    LedgerUnavailable(String message) {
        super(message);
    }

    LedgerUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    static LedgerUnavailable notWritten(Throwable cause) {
        return new LedgerUnavailable("The ledger could not be written, so nothing was done.", cause);
    }
}
