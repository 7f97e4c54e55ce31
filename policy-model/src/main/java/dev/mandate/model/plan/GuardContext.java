package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.subject.SourceId;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Everything beside the plan that guards look at, as plain values.
 *
 * @param limits all of them hold: those in force, and those of the version before while a publish is judged by both
 * @param localTime in the policy's time zone
 * @param self the account the agent itself uses
 * @param firstRun until one full reconciliation of this deployment is verified
 * @param standing the last complete read
 * @param roleRisks by grant key: the greatest risk of the roles that give it, where above standard
 * @param flapping changes that were made several times lately and undone each time, by {@link ApprovedChange#key}
 * @param approvals those given for this deployment, also expired ones
 * @param now what approvals' ends are compared with
 */
public record GuardContext(
        Vocabulary vocabulary,
        List<GuardLimits> limits,
        LocalTime localTime,
        AccountName self,
        Pin pin,
        boolean firstRun,
        Standing standing,
        History history,
        Sources sources,
        Map<Grant, Risk> roleRisks,
        Map<String, Flapping> flapping,
        List<Approval> approvals,
        Instant now) {
    /** How the identity of what answered compares with the pinned one. */
    public enum Pin {
        /** First contact pins by itself. */
        FIRST,
        SAME,
        CHANGED,
        /** It is the pinned one, but was changed by orders that the store does not know of. */
        DIVERGED
    }

    /**
     * What happened here before.
     *
     * @param read how many grants the present read found; empty if it was not of everything
     * @param usualRead how many grants complete reads found lately; empty without history
     * @param largestPlan the greatest number of changes in one plan lately; empty without history
     * @param removals applied in the last 24 h that count against the breaker, in rows
     * @param deprived whom those reached
     * @param membersRemoved by AppRole: its members among {@code removals}
     * @param gained by risk: who gained access of it in the last 24 h
     * @param membersAdded by AppRole: members it got in the last 24 h
     */
    public record History(
            OptionalLong read,
            OptionalLong usualRead,
            OptionalLong largestPlan,
            long removals,
            Set<AccountName> deprived,
            Map<AppRoleName, Long> membersRemoved,
            Map<Risk, Set<AccountName>> gained,
            Map<AppRoleName, Long> membersAdded) {
        public static final History NONE = new History(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                0,
                Set.of(),
                Map.of(),
                Map.of(),
                Map.of());

        public History {
            deprived = Set.copyOf(deprived);
            membersRemoved = Map.copyOf(membersRemoved);
            gained = Map.copyOf(gained);
            membersAdded = Map.copyOf(membersAdded);
        }
    }

    /** Why what a source says is not taken at its word. */
    public enum Doubt {
        STALE,
        INCOMPLETE,
        SHRUNK,
        GROWN
    }

    /**
     * What is known about where people and groups come from.
     *
     * @param doubts by source, those that there are
     * @param of by account: the sources that state its subject and its subject's groups; an account that is not named
     *     here may come from any
     * @param leftByAbsence accounts whose subject is taken for left because a complete read did not find it
     */
    public record Sources(
            Map<SourceId, Set<Doubt>> doubts, Map<AccountName, Set<SourceId>> of, Set<AccountName> leftByAbsence) {
        public static final Sources TRUSTED = new Sources(Map.of(), Map.of(), Set.of());

        public Sources {
            doubts = Map.copyOf(doubts);
            of = Map.copyOf(of);
            leftByAbsence = Set.copyOf(leftByAbsence);
        }
    }

    public GuardContext {
        limits = List.copyOf(limits);
        roleRisks = Map.copyOf(roleRisks);
        flapping = Map.copyOf(flapping);
        approvals = List.copyOf(approvals);
        if (limits.isEmpty()) {
            throw new IllegalArgumentException("guards need at least one set of limits");
        }
    }
}
