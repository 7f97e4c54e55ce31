package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.PolicyVersion;
import java.util.List;
import java.util.Optional;

/**
 * How one deployment gets from the version under which it was last fully reconciled and verified to another one.
 *
 * @param target the version to reconcile with
 * @param before where a version in between, or the target, loosens something: the last version before it. Changes that
 *     are planned under both go first; the rest follows from what was loosened and is a plan of its own
 * @param limits all of them hold until a full reconciliation under the target is verified; windows are in the target's
 *     time zone
 * @param authors who published what differs, and the target: nobody of them approves a change that waits
 */
public record Transition(
        PolicyVersion target, Optional<PolicyVersion> before, List<GuardLimits> limits, List<Caller> authors) {
    public Transition {
        limits = List.copyOf(limits);
        authors = List.copyOf(authors);
    }
}
