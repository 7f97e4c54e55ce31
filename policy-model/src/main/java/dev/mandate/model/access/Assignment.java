package dev.mandate.model.access;

import dev.mandate.model.subject.SubjectId;

/**
 * "This subject has this role" on the deployments that match, while valid.
 *
 * @param tenure the subject's stay this was given to; it gives nothing in any other
 */
public record Assignment(
        AssignmentId id,
        SubjectId subject,
        int tenure,
        RoleId role,
        Selector where,
        Validity validity,
        String reason) {}
