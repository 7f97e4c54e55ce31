package dev.mandate.model.access;

import dev.mandate.model.subject.SubjectId;

/** A time-limited, approved exception of one subject from one constraint. */
public record Waiver(ConstraintId constraint, SubjectId subject, Validity validity, String reason) {}
