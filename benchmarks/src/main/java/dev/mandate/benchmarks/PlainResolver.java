package dev.mandate.benchmarks;

import dev.mandate.model.access.Clause;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The straightforward way, to compare with: hash sets and indexes, each subject by itself, grants only, no sources,
 * Holds, constraints or findings.
 */
final class PlainResolver {
    private final AccessSnapshot snapshot;
    private final Map<SubjectId, Set<GroupId>> direct = new HashMap<>();
    private final Map<GroupId, Set<GroupId>> outer = new HashMap<>();
    private final Map<GroupId, Set<Mapping>> mappings = new HashMap<>();
    private final Map<RoleId, Role> roles = new HashMap<>();

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
    }

    private static <K, V> void add(Map<K, Set<V>> map, K key, V value) {
        map.computeIfAbsent(key, absent -> new HashSet<>()).add(value);
    }

    Set<Grant> grants(List<SubjectId> subjects, Deployment deployment) {
        var grants = new HashSet<Grant>();
        for (SubjectId id : subjects) {
            Subject subject = snapshot.directory().subjects().get(id);
            if (subject != null) {
                deployment
                        .accountName()
                        .nameOf(subject)
                        .ifPresent(name -> roles(id, deployment)
                                .forEach(role -> give(role, deployment, new Principal.Account(name), grants)));
            }
        }
        return grants;
    }

    private static void give(Role role, Deployment deployment, Principal account, Set<Grant> grants) {
        for (Clause clause : role.gives()) {
            if (clause.where().matches(deployment)) {
                clause.entitlements().forEach(entitlement -> grants.add(new Grant(account, entitlement)));
            }
        }
    }

    private Set<Role> roles(SubjectId subject, Deployment deployment) {
        var groups = new HashSet<GroupId>();
        var open = new ArrayDeque<>(direct.getOrDefault(subject, Set.of()));
        var found = new HashSet<RoleId>();
        while (!open.isEmpty()) {
            GroupId group = open.pop();
            if (groups.add(group)) {
                open.addAll(outer.getOrDefault(group, Set.of()));
                mappings.getOrDefault(group, Set.of()).stream()
                        .filter(mapping -> mapping.where().matches(deployment))
                        .forEach(mapping -> found.add(mapping.role()));
            }
        }
        var all = new HashSet<Role>();
        var rest = new ArrayDeque<>(found);
        while (!rest.isEmpty()) {
            Role role = roles.get(rest.pop());
            if (role != null && all.add(role)) {
                rest.addAll(role.includes());
            }
        }
        return all;
    }
}
