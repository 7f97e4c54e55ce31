package dev.mandate.service.reconcile;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the routes of drift, restore and identity take and give. */
final class DriftViews {
    private DriftViews() {}

    /**
     * A difference that is still there.
     *
     * @param entitlement null where an account or an AppRole itself differs
     * @param cause why policy wants it otherwise
     * @param likely what most likely made it: hand, upgrade, failed-push, before, not-given or unknown
     * @param decision {@code revert} where the next run takes it away; null where nobody decided
     * @param exemption null where nobody answers for it
     */
    record DriftView(
            UUID id,
            String deployment,
            String sort,
            String principal,
            @Nullable String entitlement,
            String detail,
            String cause,
            String likely,
            Instant firstSeen,
            Instant lastSeen,
            int seen,
            @Nullable String decision,
            @Nullable ExemptionView exemption) {
        static DriftView of(OpenDrift drift) {
            return new DriftView(
                    drift.id(),
                    drift.deployment().value(),
                    drift.sort().word(),
                    drift.principal().toString(),
                    drift.entitlement().map(Object::toString).orElse(null),
                    drift.detail(),
                    drift.cause().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                    drift.likely().word(),
                    drift.firstSeen(),
                    drift.lastSeen(),
                    drift.seen(),
                    drift.decision().orElse(null),
                    drift.exemption().map(ExemptionView::of).orElse(null));
        }
    }

    record ExemptionView(UUID id, String owner, String reason, Instant until) {
        static ExemptionView of(dev.mandate.service.access.Exemption exemption) {
            return new ExemptionView(exemption.id(), exemption.owner(), exemption.reason(), exemption.until());
        }
    }

    /** @param unread deployments that could not be read just now, with why; what is told of them is from before */
    record DriftsView(List<DriftView> drift, List<String> unread) {
        static DriftsView of(List<OpenDrift> open, List<String> unread) {
            return new DriftsView(open.stream().map(DriftView::of).toList(), unread);
        }
    }

    record Revert(UUID id, String reason) {}

    record RevertedView(DriftView drift) {}

    /** @param role the only one that fits, where it is left out */
    record Adopt(UUID id, Optional<RoleId> role, Optional<Instant> until, String reason) {}

    record AssignmentView(
            String id,
            String subject,
            String role,
            @Nullable Instant until) {}

    record Exempt(UUID id, String owner, Instant until, String reason) {}

    record EndExemption(UUID id, String reason) {}

    record EndedView(UUID id) {}

    record Begin(DeploymentId deployment, Instant asOf, String reason) {}

    record EndRestore(DeploymentId deployment, String reason) {}

    record RestoreView(String deployment, Instant asOf, String by, String reason, Instant since) {
        static RestoreView of(Restore restore) {
            return new RestoreView(
                    restore.deployment().value(),
                    restore.asOf(),
                    restore.by().name(),
                    restore.reason(),
                    restore.since());
        }
    }

    record Nothing() {}

    record RestoresView(List<RestoreView> restores) {}

    /** @param subject its id */
    record LinkAccount(DeploymentId deployment, AccountName account, SubjectId subject, String reason) {}

    record LinkedView(String deployment, String account, String subject) {}

    record Confirm(DeploymentId deployment) {}

    record ConfirmedView(String deployment, String identityPin) {}
}
