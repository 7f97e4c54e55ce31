package dev.mandate.service.directory;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.subject.GroupId;
import java.util.Map;

/**
 * Which groups give more than standard access. The module that keeps the policy says so; whoever reads a source cannot
 * leave it out.
 */
@FunctionalInterface
public interface PrivilegedGroups {
    /** As the policy in force maps them; by group, how many people may gain it within 24 h. */
    Map<GroupId, Limit> inForce();
}
