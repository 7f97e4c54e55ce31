package dev.mandate.agent.superset;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Everything, read one list after the other; each membership is in two of them, so a list that moved shows. */
record Snapshot(
        List<SupersetUser> users,
        List<SupersetRole> roles,
        List<SupersetGroup> groups,
        Map<Integer, Pair> pairs,
        List<Rule> rules,
        boolean rulesStand) {
    private static final int PAGE = 100;

    static Snapshot read(SupersetClient client) {
        List<SupersetUser> users = client.users();
        List<SupersetGroup> groups = client.groups();
        List<SupersetRole> roles = client.roles();
        Map<Integer, Pair> pairs = client.pairs();
        List<Rule> rules = client.rules(pairs.values());
        // nothing else tells of rules, so more than a page of them is read until it stands still
        boolean still = rules.size() <= PAGE || rules.equals(client.rules(pairs.values()));
        return new Snapshot(users, roles, groups, pairs, rules, still);
    }

    /** Whether the lists agree with each other. */
    boolean consistent() {
        var members = new HashMap<String, Set<Integer>>();
        for (SupersetUser user : users) {
            user.holds()
                    .forEach(held -> members.computeIfAbsent(held, key -> new HashSet<>())
                            .add(user.id()));
        }
        var holders = new HashMap<String, Set<Integer>>();
        for (SupersetGroup group : groups) {
            group.roles()
                    .forEach(role -> holders.computeIfAbsent(role, key -> new HashSet<>())
                            .add(group.id()));
            if (!group.users().equals(Objects.requireNonNullElse(members.remove(group.name()), Set.of()))) {
                return false;
            }
        }
        var names = new HashSet<String>();
        for (SupersetRole role : roles) {
            names.add(role.name());
            if (!role.users().equals(Objects.requireNonNullElse(members.remove(role.name()), Set.of()))
                    || !role.groups().equals(Objects.requireNonNullElse(holders.remove(role.name()), Set.of()))
                    || !pairs.keySet().containsAll(role.pairs())) {
                return false;
            }
        }
        return rulesStand
                && members.isEmpty()
                && holders.isEmpty()
                && rules.stream().allMatch(rule -> names.containsAll(rule.roles()));
    }

    Observation observed(Observation observation) {
        for (SupersetRole role : roles) {
            observation.addRole(
                    role.name(), role.pairs().stream().map(pairs::get).toList());
        }
        for (SupersetGroup group : groups) {
            observation.addGroup(group.name());
            group.roles().forEach(role -> observation.addMember(group, role));
        }
        for (SupersetUser user : users) {
            observation.add(user);
            user.holds().forEach(held -> observation.addMember(user, held));
        }
        for (Rule rule : rules) {
            if (rule.base()) {
                observation.addBase(rule);
            }
            rule.roles().forEach(role -> observation.add(rule, role));
        }
        return observation;
    }
}
