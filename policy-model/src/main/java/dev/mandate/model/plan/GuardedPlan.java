package dev.mandate.model.plan;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A plan cut in two: what may be applied now, and what waits.
 *
 * @param proceeding batches with the numbers they have in the plan; some of their changes, or whole batches, may be missing
 * @param waiting in the order of the plan
 * @param findings why changes wait, those that an approval released left out
 */
public record GuardedPlan(Plan plan, List<Batch> proceeding, List<Waiting> waiting, List<Finding> findings) {
    /**
     * A change that waits.
     *
     * @param codes of the findings that name it; empty where it only needs one that they name
     * @param dependsOn the waiting change that has to go before it; null where findings name it
     */
    public record Waiting(
            PlannedChange planned,
            SortedSet<FindingCode> codes,
            @Nullable Change dependsOn) {
        public Waiting {
            codes = Collections.unmodifiableSortedSet(new TreeSet<>(codes));
        }
    }

    public GuardedPlan {
        proceeding = List.copyOf(proceeding);
        waiting = List.copyOf(waiting);
        findings = List.copyOf(findings);
    }

    /** Whose access the waiting changes widen, through AppRoles too: they cannot say yes to it. */
    public Set<AccountName> beneficiaries(Standing standing) {
        var gaining = new TreeSet<AccountName>();
        waiting.stream()
                .map(one -> one.planned().change())
                .filter(change -> change.direction().mayWiden())
                .forEach(change -> gaining.addAll(standing.people(change.principal())));
        return gaining;
    }

    /** What a yes would be about. */
    public WaitingSet waitingSet() {
        return WaitingSet.of(plan.deployment(), plan.identityPin(), waiting);
    }
}
