package dev.mandate.model.access;

import dev.mandate.model.subject.PartyRef.SubjectRef;

/** An assignment as the policy folder writes it; publishing pins its subject and tenure, see {@link Pins}. */
public record WrittenAssignment(SubjectRef subject, RoleId role, Selector where, Validity validity, String reason) {}
