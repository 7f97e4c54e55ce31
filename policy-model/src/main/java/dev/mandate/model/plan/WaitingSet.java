package dev.mandate.model.plan;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.ledger.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The changes of one deployment that wait for a yes. */
public record WaitingSet(DeploymentId deployment, String identityPin, SortedSet<ApprovedChange> changes) {
    public WaitingSet {
        changes = Collections.unmodifiableSortedSet(new TreeSet<>(changes));
    }

    static WaitingSet of(DeploymentId deployment, String identityPin, Collection<GuardedPlan.Waiting> waiting) {
        var changes = new TreeSet<ApprovedChange>();
        waiting.forEach(one -> changes.add(ApprovedChange.of(one.planned().change(), one.codes())));
        return new WaitingSet(deployment, identityPin, changes);
    }

    /**
     * What {@code approve} takes: SHA-256 over the canonical form of deployment, identity pin and the sorted changes with
     * their finding codes, 64 hexadecimal digits.
     */
    public String hash() {
        var lines = new CanonicalLines();
        lines.add(JsonValue.array(JsonValue.text(deployment.value()), JsonValue.text(identityPin)));
        changes.forEach(change -> lines.add(change.json()));
        return lines.hash();
    }
}
