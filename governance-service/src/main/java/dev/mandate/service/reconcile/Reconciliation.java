package dev.mandate.service.reconcile;

import dev.mandate.agent.api.AgentException;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.ManagedScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How one run over one deployment ended.
 *
 * @param planned changes in the plan
 * @param applied changes the agent says are done or were so already
 * @param verified changes that were read back
 * @param held changes that wait for an approval
 * @param waits the waiting sets that these are in; where only some subjects were looked at, with what waits for others
 * @param narrow whether only some subjects were looked at
 * @param drift differences that are still there
 * @param exempt those that somebody answers for until a date
 * @param apart the part of the plan that follows from a version that loosens something; empty where nothing does
 * @param scope what Mandate may change there; empty where it was not found out
 * @param retryAt when the target is to be tried again at the earliest; empty where it asked for nothing
 * @param message why it ended so, where it needs words; names place and fix, no secret
 */
public record Reconciliation(
        DeploymentId deployment,
        Result result,
        boolean narrow,
        int planned,
        int applied,
        int verified,
        int held,
        List<Waits> waits,
        List<Drift> drift,
        List<Drift> exempt,
        List<Finding> findings,
        Optional<GuardedPlan> plan,
        Optional<GuardedPlan> apart,
        Optional<ManagedScope> scope,
        Optional<String> errorCode,
        Optional<Instant> retryAt,
        String message,
        Duration took) {
    private static final Set<String> AWAY = Set.of("unreachable", "throttled", "hanging");

    /**
     * A waiting set.
     *
     * @param hash what {@code approve} takes to let its changes pass
     * @param apart whether it follows from a version that loosens something
     */
    public record Waits(String hash, int changes, boolean apart) {}

    /** One word for the whole run; declared from worst to best. */
    public enum Result {
        /** The deployment, or what it needs, could not be used; trying again will not help by itself. */
        FAILED,
        UNREACHABLE,
        /** Applied, and not read back so, or a difference is there that nothing will remove. */
        DRIFT_LEFT,
        /** Something waits for a person. */
        REFUSED,
        /** Nothing was to be changed by mode or by {@code --check}, and differences exist. */
        OBSERVED,
        CONVERGED,
        IN_SYNC;

        /** The wire form, e.g. {@code in_sync}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Reconciliation {
        waits = List.copyOf(waits);
        drift = List.copyOf(drift);
        exempt = List.copyOf(exempt);
        findings = List.copyOf(findings);
    }

    /** One that the target did not let happen. */
    static Reconciliation failed(DeploymentId deployment, AgentException failed) {
        return failed(deployment, failed.code().code(), failed.retryAt(), String.valueOf(failed.getMessage()));
    }

    /** What {@code approve} takes to let the waiting changes pass; where there are two sets, the one that goes first. */
    public Optional<String> approvalHash() {
        return waits.stream().map(Waits::hash).findFirst();
    }

    Reconciliation with(List<Waits> others) {
        return new Reconciliation(
                deployment,
                result,
                narrow,
                planned,
                applied,
                verified,
                held,
                others,
                drift,
                exempt,
                findings,
                plan,
                apart,
                scope,
                errorCode,
                retryAt,
                message,
                took);
    }

    /** One that could not be carried out. */
    static Reconciliation failed(DeploymentId deployment, String code, String message) {
        return failed(deployment, code, Optional.empty(), message);
    }

    private static Reconciliation failed(
            DeploymentId deployment, String code, Optional<Instant> retryAt, String message) {
        return new Reconciliation(
                deployment,
                AWAY.contains(code) ? Result.UNREACHABLE : Result.FAILED,
                false,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(code),
                retryAt,
                message,
                Duration.ZERO);
    }
}
