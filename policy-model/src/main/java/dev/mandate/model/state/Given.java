package dev.mandate.model.state;

import dev.mandate.model.access.RoleId;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Why Mandate gave a grant, kept from the moment it was read back, so that the cause of its ending can be told. What an
 * AppRole holds by definition has no such record: it can only end by policy.
 *
 * @param tenure the stay of the subject it was given to
 * @param roles every role between the origins and the entitlement, inherited ones included
 */
public record Given(SubjectId subject, int tenure, SortedSet<RoleId> roles, Set<Origin> origins) {
    /**
     * One source of it.
     *
     * @param role the role that the mapping or assignment names
     * @param group the group of the mapping; null for an assignment
     * @param until when that source was to end; null for no end
     */
    public record Origin(
            RoleId role, @Nullable GroupId group, @Nullable Instant until) {}

    public Given {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        origins = Set.copyOf(origins);
    }

    /** The same reason for somebody else. */
    public Given to(SubjectId other) {
        return new Given(other, tenure, roles, origins);
    }
}
