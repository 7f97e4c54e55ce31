package dev.mandate.model.state;

import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.WrittenAssignment;
import dev.mandate.model.subject.GroupId;

/** One step of why a grant is desired; a node of the {@link SourceGraph}. */
public sealed interface GrantSource {
    /** Somebody is a member of this group. */
    record OfGroup(GroupId group, String name) implements GrantSource {}

    record OfMapping(Mapping mapping) implements GrantSource {}

    /** An assignment from a request or by hand. */
    record OfAssignment(Assignment assignment) implements GrantSource {}

    /** An assignment that the policy folder writes. */
    record OfWritten(WrittenAssignment assignment) implements GrantSource {}

    record OfRole(RoleId role) implements GrantSource {}

    /**
     * A role gives it by this line of its definition.
     *
     * @param number its place among the clauses of the role, from 0
     */
    record OfClause(RoleId role, int number, Clause clause) implements GrantSource {}

    /** An AppRole holds it because policy defines the AppRole so. */
    record OfDefinition(AppRoleDefinition definition) implements GrantSource {}
}
