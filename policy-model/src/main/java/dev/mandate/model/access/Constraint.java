package dev.mandate.model.access;

import java.util.Set;
import java.util.TreeSet;

/**
 * Static separation of duty (INCITS 359): of {@code roles}, nobody may be authorised for more than {@code atMost},
 * counted over the inherited roles.
 */
public record Constraint(ConstraintId id, Set<RoleId> roles, int atMost, Enforcement effect) {
    /** What a violation does. */
    public enum Enforcement {
        /** A finding only. */
        WARN,
        /** What is newly derived is withheld; access that exists ends only by a decision. */
        ENFORCE
    }

    public Constraint {
        roles = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        if (atMost < 1 || atMost >= roles.size()) {
            throw new IllegalArgumentException("constraint " + id + ": at-most must be 1 to " + (roles.size() - 1)
                    + " for " + roles.size() + " roles, not " + atMost);
        }
    }
}
