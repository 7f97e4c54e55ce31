package dev.mandate.service.policy;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.subject.GroupId;
import dev.mandate.service.directory.PrivilegedGroups;
import dev.mandate.service.platform.Transactions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The groups that the version in force maps to more than standard access, by what roles say of themselves, the roles they
 * include, and what the applications' vocabularies say of that which they give.
 */
@Component
class MappedGroups implements PrivilegedGroups {
    private final PolicyStore store;
    private final Transactions transactions;
    private final Applications applications = Applications.installed();

    /** A version never changes, nor what it says here. */
    private final AtomicReference<Known> last = new AtomicReference<>(new Known(0, Map.of()));

    private record Known(long version, Map<GroupId, Limit> groups) {}

    private record Product(
            ApplicationName application, @Nullable Release release) {}

    MappedGroups(PolicyStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    @Override
    public Map<GroupId, Limit> inForce() {
        return transactions.inOne(() -> {
            long number = store.state().basedOn();
            Known known = last.get();
            if (number != known.version()) {
                known = new Known(
                        number,
                        store.version(number)
                                .map(stored -> of(stored.version(), applications))
                                .orElse(Map.of()));
                last.set(known);
            }
            return known.groups();
        });
    }

    static Map<GroupId, Limit> of(PolicyVersion version, Applications applications) {
        Map<RoleId, Role> roles = version.policy().roles().stream().collect(Collectors.toMap(Role::id, role -> role));
        Map<RoleId, Risk> risks = new HashMap<>();
        Function<RoleId, Risk> risk = id -> risks.computeIfAbsent(
                id,
                role -> closure(role, roles).stream()
                        .map(one -> risk(one, version.policy(), applications))
                        .reduce(Risk.STANDARD, Risk::max));
        Map<GroupId, Limit> privileged = new HashMap<>();
        for (Mapping mapping : version.policy().mappings()) {
            GroupId group = version.pins().groups().get(mapping.group());
            Risk greatest = risk.apply(mapping.role());
            if (group != null && greatest != Risk.STANDARD) {
                Limit limit = version.policy().guards().maxGains().getOrDefault(greatest, Limit.count(0));
                privileged.merge(group, limit, Limit::strictest);
            }
        }
        return Map.copyOf(privileged);
    }

    /** The role and all it includes. */
    private static Set<Role> closure(RoleId first, Map<RoleId, Role> roles) {
        Set<Role> closure = new HashSet<>();
        Deque<RoleId> open = new ArrayDeque<>(Set.of(first));
        while (!open.isEmpty()) {
            Role role = roles.get(open.pop());
            if (role != null && closure.add(role)) {
                open.addAll(role.includes());
            }
        }
        return closure;
    }

    private static Risk risk(Role role, Policy policy, Applications applications) {
        Risk greatest = role.risk();
        for (Clause clause : role.gives()) {
            for (Vocabulary vocabulary : vocabularies(clause, policy, applications)) {
                greatest = clause.entitlements().stream()
                        .flatMap(one -> Stream.concat(Stream.of(one), content(one, vocabulary, policy)))
                        .map(vocabulary::risk)
                        .reduce(greatest, Risk::max);
            }
        }
        return greatest;
    }

    private static List<Vocabulary> vocabularies(Clause clause, Policy policy, Applications applications) {
        return policy.deployments().stream()
                .filter(clause.where()::matches)
                .map(deployment -> new Product(deployment.application(), deployment.release()))
                .distinct()
                .flatMap(product -> applications.vocabulary(product.application(), product.release()).stream())
                .toList();
    }

    /** What the policy puts into the AppRole that somebody would be a member of, and into those that it is in. */
    private static Stream<Entitlement> content(Entitlement membership, Vocabulary vocabulary, Policy policy) {
        Set<Entitlement> all = new HashSet<>();
        Deque<Entitlement> open = new ArrayDeque<>(Set.of(membership));
        while (!open.isEmpty()) {
            open.pop().memberOf().stream()
                    .flatMap(name -> policy.appRoles().stream()
                            .filter(defined -> defined.name().equals(name))
                            .filter(defined -> defined.where().applications().isEmpty()
                                    || defined.where().applications().contains(vocabulary.application()))
                            .flatMap(defined -> defined.gives().stream()))
                    .filter(all::add)
                    .forEach(open::add);
        }
        return all.stream();
    }
}
