package dev.mandate.service.reconcile;

import dev.mandate.model.subject.SubjectId;
import java.util.Set;

/** What one reconciliation of a deployment is about. */
sealed interface Scope {
    record Full() implements Scope {}

    /** Only what these subjects are and hold there; where the agent cannot read narrowly it is full all the same. */
    record Of(Set<SubjectId> subjects) implements Scope {
        public Of {
            subjects = Set.copyOf(subjects);
        }
    }
}
