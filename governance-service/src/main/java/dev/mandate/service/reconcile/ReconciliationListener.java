package dev.mandate.service.reconcile;

/** Is told how each deployment ended, from any thread, and does not throw. */
@FunctionalInterface
public interface ReconciliationListener {
    void ended(Reconciliation one);
}
