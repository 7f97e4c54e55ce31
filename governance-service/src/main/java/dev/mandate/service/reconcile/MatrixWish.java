package dev.mandate.service.reconcile;

import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What policy says of the Role or AppRole that is compared.
 *
 * @param appRole empty where a Role is compared
 * @param content what the AppRole shall hold, where policy defines it
 * @param given what accounts may be given there
 */
record MatrixWish(
        Optional<AppRoleName> appRole,
        Map<DeploymentId, Set<Entitlement>> content,
        Map<DeploymentId, Set<Entitlement>> given) {

    static MatrixWish of(Policy policy, Collection<Deployment> deployments, RoleId role) {
        Set<Role> whole = closure(policy, role);
        Map<DeploymentId, Set<Entitlement>> given = new HashMap<>();
        for (Deployment deployment : deployments) {
            Set<Entitlement> here = given(whole, deployment);
            if (!here.isEmpty()) {
                given.put(deployment.id(), here);
            }
        }
        return new MatrixWish(Optional.empty(), Map.of(), given);
    }

    static MatrixWish of(Policy policy, Collection<Deployment> deployments, AppRoleName role) {
        Entitlement member = Entitlement.memberOf(role);
        Map<DeploymentId, Set<Entitlement>> content = new HashMap<>();
        Map<DeploymentId, Set<Entitlement>> given = new HashMap<>();
        for (Deployment deployment : deployments) {
            List<AppRoleDefinition> here = policy.appRoles().stream()
                    .filter(one -> one.name().equals(role) && one.where().matches(deployment))
                    .toList();
            if (here.stream().anyMatch(one -> !one.extend())) {
                content.put(
                        deployment.id(),
                        here.stream()
                                .flatMap(one -> one.gives().stream())
                                .map(Entitlement::key)
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
            if (given(policy.roles(), deployment).contains(member)) {
                given.put(deployment.id(), Set.of(member));
            }
        }
        return new MatrixWish(Optional.of(role), content, given);
    }

    private static Set<Entitlement> given(Collection<Role> roles, Deployment deployment) {
        return roles.stream()
                .flatMap(role -> role.gives().stream())
                .filter(clause -> clause.where().matches(deployment))
                .map(Clause::entitlements)
                .flatMap(List::stream)
                .map(Entitlement::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Role> closure(Policy policy, RoleId role) {
        Map<RoleId, Role> roles = policy.roles().stream().collect(Collectors.toMap(Role::id, Function.identity()));
        Set<Role> found = new HashSet<>();
        var open = new ArrayDeque<RoleId>(List.of(role));
        while (!open.isEmpty()) {
            Role next = roles.get(open.pop());
            if (next != null && found.add(next)) {
                open.addAll(next.includes());
            }
        }
        return found;
    }

    /** What is compared by who holds it. */
    Set<Entitlement> heldByAccounts() {
        Set<Entitlement> held = new TreeSet<>();
        appRole.map(Entitlement::memberOf).ifPresent(held::add);
        given.values().forEach(held::addAll);
        return held;
    }

    /** Whether policy has anything to say of it there. */
    boolean isAbout(DeploymentId deployment) {
        return content.containsKey(deployment) || given.containsKey(deployment);
    }
}
