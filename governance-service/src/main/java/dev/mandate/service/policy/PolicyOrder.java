package dev.mandate.service.policy;

import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Constraint;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.Role;
import java.util.Comparator;
import java.util.List;

/** The one order of a policy's definitions, so that the same content in another file layout is an equal policy. */
final class PolicyOrder {
    private static final Comparator<Clause> CLAUSES = Comparator.<Clause, String>comparing(
                    clause -> clause.where().toString())
            .thenComparing(clause -> clause.entitlements().toString());

    private PolicyOrder() {}

    static Policy sorted(Policy policy) {
        return new Policy(
                sorted(policy.deployments(), Comparator.comparing(deployment -> deployment.id())),
                sorted(
                        policy.appRoles(),
                        Comparator.comparing((AppRoleDefinition role) -> role.name())
                                .thenComparing(Object::toString)),
                sorted(
                        policy.roles().stream().map(PolicyOrder::sorted).toList(),
                        Comparator.comparing(role -> role.id())),
                sorted(policy.mappings(), Comparator.comparing(Object::toString)),
                sorted(policy.assignments(), Comparator.comparing(Object::toString)),
                sorted(policy.constraints(), Comparator.comparing((Constraint c) -> c.id())),
                policy.guards(),
                policy.timeZone());
    }

    private static Role sorted(Role role) {
        return new Role(
                role.id(),
                role.description(),
                role.owner(),
                role.risk(),
                role.includes(),
                sorted(role.gives(), CLAUSES));
    }

    private static <T> List<T> sorted(List<T> list, Comparator<? super T> order) {
        return list.stream().sorted(order).toList();
    }
}
