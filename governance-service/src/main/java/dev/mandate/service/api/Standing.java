package dev.mandate.service.api;

import dev.mandate.model.access.Caller;

/**
 * Asks again, in the transaction of a decision, what the one who decides may: between recognising somebody and writing down what they
 * decided, it may have been taken from them.
 */
@FunctionalInterface
public interface Standing {
    /**
     * In the caller's transaction. Whatever takes something of the answer away waits until that transaction has ended, or is waited for.
     *
     * @return the caller with what is left of what they were recognised with, never with more
     */
    Caller now(Caller caller);
}
