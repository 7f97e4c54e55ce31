package dev.mandate.service.cli;

import dev.mandate.service.ledger.LedgerStanding;
import dev.mandate.service.reconcile.DeploymentView;
import dev.mandate.service.reconcile.Reconciliation;
import java.util.List;
import java.util.Optional;

/**
 * What a round of {@code run} came to.
 *
 * @param policyVersion the version that deployments were brought to
 */
record RunReport(List<DeploymentView> deployments, long policyVersion, LedgerHead ledger) {
    /**
     * The newest signed checkpoint.
     *
     * @param size in entries
     * @param root in base64; null while there is no checkpoint
     */
    record LedgerHead(long size, Optional<String> root) {}

    static RunReport of(List<Reconciliation> deployments, long policyVersion, LedgerStanding ledger) {
        return new RunReport(
                deployments.stream().map(DeploymentView::of).toList(),
                policyVersion,
                new LedgerHead(
                        ledger.size(), ledger.checkpoint().map(one -> one.root().base64())));
    }
}
