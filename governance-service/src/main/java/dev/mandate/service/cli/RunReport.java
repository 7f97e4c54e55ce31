package dev.mandate.service.cli;

import dev.mandate.model.state.Finding;
import dev.mandate.service.api.FindingView;
import dev.mandate.service.ledger.LedgerStanding;
import dev.mandate.service.reconcile.DeploymentView;
import dev.mandate.service.reconcile.Reconciliation;
import java.util.List;
import java.util.Optional;

/**
 * What a round of {@code run} came to.
 *
 * @param policyVersion the version that deployments were brought to
 * @param people how many decide about what needs a second person; 1: whoever made it confirms it alone, later
 * @param slower deployments that take longer than they used to, for three days in a row
 */
record RunReport(
        List<DeploymentView> deployments, long policyVersion, int people, List<FindingView> slower, LedgerHead ledger) {
    /**
     * The newest signed checkpoint.
     *
     * @param size in entries
     * @param root in base64; null while there is no checkpoint
     */
    record LedgerHead(long size, Optional<String> root) {}

    static RunReport of(
            List<Reconciliation> deployments,
            long policyVersion,
            int people,
            List<Finding> slower,
            LedgerStanding ledger) {
        return new RunReport(
                deployments.stream().map(DeploymentView::of).toList(),
                policyVersion,
                people,
                FindingView.of(slower),
                new LedgerHead(
                        ledger.size(), ledger.checkpoint().map(one -> one.root().base64())));
    }
}
