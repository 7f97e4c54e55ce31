package dev.mandate.service.reconcile;

import dev.mandate.service.api.FindingView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one deployment ended.
 *
 * @param result in_sync, converged, drift_left, refused, unreachable, failed or observed
 * @param planned changes that were decided on
 * @param applied of these, those that the target took
 * @param verified of these, those that were read back
 * @param held of the planned ones, those that wait for somebody's approval
 * @param driftLeft differences that are still there, whatever the reason
 * @param seconds how long it took
 * @param approve the first hash of {@code waiting}; null where nothing waits
 * @param waiting each set that waits for a yes of its own
 * @param error code of what failed; null where nothing did
 * @param message for people; empty where there is nothing to say
 */
public record DeploymentView(
        String id,
        String result,
        int planned,
        int applied,
        int verified,
        int held,
        int driftLeft,
        double seconds,
        @Nullable String approve,
        List<WaitingSetView> waiting,
        @Nullable String error,
        String message,
        List<FindingView> findings) {
    public static DeploymentView of(Reconciliation one) {
        return new DeploymentView(
                one.deployment().value(),
                one.result().word(),
                one.planned(),
                one.applied(),
                one.verified(),
                one.held(),
                one.drift().size(),
                one.took().toMillis() / 1000.0,
                one.approvalHash().orElse(null),
                one.waits().stream().map(WaitingSetView::of).toList(),
                one.errorCode().orElse(null),
                one.message(),
                FindingView.of(one.findings()));
    }
}
