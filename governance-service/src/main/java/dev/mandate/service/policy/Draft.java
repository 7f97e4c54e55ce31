package dev.mandate.service.policy;

import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.ConstraintId;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.WrittenAssignment;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Place;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything a folder says, with its places, before the checks that look across files. */
final class Draft {
    final Map<DeploymentId, Place> deploymentIds = new TreeMap<>();
    final Map<RoleId, Place> roleIds = new TreeMap<>();
    final Map<ConstraintId, Place> constraintIds = new TreeMap<>();
    final List<Written<Deployment>> deployments = new ArrayList<>();
    final List<AppRoleDraft> appRoles = new ArrayList<>();
    final List<RoleDraft> roles = new ArrayList<>();
    final List<Written<Mapping>> mappings = new ArrayList<>();
    final List<Written<WrittenAssignment>> assignments = new ArrayList<>();
    final List<Written<Constraint>> constraints = new ArrayList<>();
    final List<Placed<RoleId>> roleReferences = new ArrayList<>();
    final List<Placed<DeploymentId>> deploymentReferences = new ArrayList<>();
    final List<Placed<Selector>> selectors = new ArrayList<>();
    final List<Placed<Entitlement>> protectedEntitlements = new ArrayList<>();
    GuardLimits guards = GuardLimits.DEFAULT;
    ZoneId timeZone = ZoneId.of("UTC");

    record Placed<T>(T value, Place place) {}

    /** A definition with the block it was read from. */
    record Written<T>(T value, Fields at) {}

    record ClauseDraft(Placed<Selector> where, List<Placed<Entitlement>> entitlements) {
        Clause clause() {
            return new Clause(where.value(), values());
        }

        List<Entitlement> values() {
            return entitlements.stream().map(Placed::value).sorted().distinct().toList();
        }
    }

    record AppRoleDraft(AppRoleDefinition definition, Fields at, ClauseDraft content) {}

    record RoleDraft(Role role, List<Placed<RoleId>> includes, List<ClauseDraft> gives) {}
}
