package dev.mandate.service.reconcile;

/**
 * What waits for one yes.
 *
 * @param approve the hash that {@code approve} takes
 * @param changes how many
 * @param apart whether it follows from a version that loosens something
 */
public record WaitingSetView(String approve, int changes, boolean apart) {
    static WaitingSetView of(Reconciliation.Waits waits) {
        return new WaitingSetView(waits.hash(), waits.changes(), waits.apart());
    }
}
