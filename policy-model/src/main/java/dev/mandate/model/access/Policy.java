package dev.mandate.model.access;

import java.time.ZoneId;
import java.util.List;

/** The definitions of one policy folder: equal content in any file layout is an equal policy with an equal hash. */
public record Policy(
        List<Deployment> deployments,
        List<AppRoleDefinition> appRoles,
        List<Role> roles,
        List<Mapping> mappings,
        List<WrittenAssignment> assignments,
        List<Constraint> constraints,
        GuardLimits guards,
        ZoneId timeZone) {
    public Policy {
        deployments = List.copyOf(deployments);
        appRoles = List.copyOf(appRoles);
        roles = List.copyOf(roles);
        mappings = List.copyOf(mappings);
        assignments = List.copyOf(assignments);
        constraints = List.copyOf(constraints);
    }
}
