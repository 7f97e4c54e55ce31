package dev.mandate.model.state;

import dev.mandate.model.access.ConstraintId;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.subject.SubjectId;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Somebody is authorised for more roles of a constraint than it allows, and no waiver excuses it.
 *
 * @param roles the roles of the constraint that the subject is authorised for
 * @param withheld those of them that are not given: the ones not yet verified, or none where the constraint only warns
 */
public record ConstraintViolation(ConstraintId constraint, SubjectId subject, Set<RoleId> roles, Set<RoleId> withheld) {
    public ConstraintViolation {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        withheld = Collections.unmodifiableSortedSet(new TreeSet<>(withheld));
    }

    /** As a finding about the subject. */
    public Finding finding() {
        String outcome = withheld.isEmpty()
                ? "nothing is withheld; decide which one ends, or waive the constraint"
                : "withheld: " + withheld + "; end another one, or waive the constraint";
        return new Finding(
                FindingCode.CONSTRAINT_VIOLATED,
                subject.toString(),
                "Subject " + subject + " has " + roles + " against constraint " + constraint + "; " + outcome + ".");
    }
}
