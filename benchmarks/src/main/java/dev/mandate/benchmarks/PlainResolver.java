package dev.mandate.benchmarks;

import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The straightforward way, to compare with: hash maps as indexes, each subject by itself and once for all deployments,
 * grants only; no sources, Holds, constraints, account links or findings.
 */
final class PlainResolver {
    /** What one role gives in one place. */
    private record Gift(Deployment deployment, Clause clause) {}

    private final AccessSnapshot snapshot;
    private final Map<SubjectId, Set<GroupId>> direct = new HashMap<>();
    private final Map<GroupId, Set<GroupId>> outer = new HashMap<>();
    private final Map<GroupId, Set<Mapping>> mappings = new HashMap<>();
    private final Map<RoleId, Role> roles = new HashMap<>();
    private final Map<RoleId, List<Gift>> gifts = new HashMap<>();

    PlainResolver(AccessSnapshot snapshot) {
        this.snapshot = snapshot;
        for (Group group : snapshot.directory().groups().values()) {
            group.subjects().forEach(subject -> add(direct, subject, group.id()));
            group.groups().forEach(inner -> add(outer, inner, group.id()));
        }
        for (Mapping mapping : snapshot.policy().policy().mappings()) {
            GroupId group = snapshot.policy().pins().groups().get(mapping.group());
            if (group != null) {
                add(mappings, group, mapping);
            }
        }
        snapshot.policy().policy().roles().forEach(role -> roles.put(role.id(), role));
        roles.values().forEach(role -> gifts.put(role.id(), gifts(role)));
    }

    private static <K, V> void add(Map<K, Set<V>> map, K key, V value) {
        map.computeIfAbsent(key, absent -> new HashSet<>()).add(value);
    }

    private List<Gift> gifts(Role role) {
        var found = new ArrayList<Gift>();
        for (Clause clause : role.gives()) {
            for (Deployment deployment : snapshot.policy().policy().deployments()) {
                if (clause.where().matches(deployment)) {
                    found.add(new Gift(deployment, clause));
                }
            }
        }
        return found;
    }

    /** What one subject holds, by deployment. */
    Map<DeploymentId, Set<Grant>> grants(SubjectId id) {
        var grants = new HashMap<DeploymentId, Set<Grant>>();
        Subject subject = snapshot.directory().subjects().get(id);
        if (subject == null) {
            return grants;
        }
        roles(id).forEach((role, wheres) -> {
            for (Gift gift : gifts.getOrDefault(role, List.of())) {
                if (wheres.stream().anyMatch(where -> where.matches(gift.deployment()))) {
                    gift.deployment()
                            .accountName()
                            .nameOf(subject)
                            .ifPresent(name -> give(gift, new Principal.Account(name), grants));
                }
            }
        });
        return grants;
    }

    private static void give(Gift gift, Principal account, Map<DeploymentId, Set<Grant>> grants) {
        gift.clause()
                .entitlements()
                .forEach(entitlement -> add(grants, gift.deployment().id(), new Grant(account, entitlement)));
    }

    /** Every role, also an included one, with where it counts. */
    private Map<RoleId, Set<Selector>> roles(SubjectId subject) {
        var found = new HashMap<RoleId, Set<Selector>>();
        var groups = new HashSet<GroupId>();
        var open = new ArrayDeque<>(direct.getOrDefault(subject, Set.of()));
        while (!open.isEmpty()) {
            GroupId group = open.pop();
            if (groups.add(group)) {
                open.addAll(outer.getOrDefault(group, Set.of()));
                mappings.getOrDefault(group, Set.of())
                        .forEach(mapping -> include(mapping.role(), mapping.where(), found));
            }
        }
        return found;
    }

    private void include(RoleId id, Selector where, Map<RoleId, Set<Selector>> found) {
        Role role = roles.get(id);
        if (role != null && found.computeIfAbsent(id, absent -> new HashSet<>()).add(where)) {
            role.includes().forEach(inner -> include(inner, where, found));
        }
    }
}
