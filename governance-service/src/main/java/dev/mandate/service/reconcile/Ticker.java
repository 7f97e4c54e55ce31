package dev.mandate.service.reconcile;

/** Time that passes the same for everybody in this process, whatever becomes of clocks; tests set it. */
@FunctionalInterface
interface Ticker {
    /** As {@link System#nanoTime()}. */
    long nanos();
}
