package dev.mandate.model.state;

import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;

/** The roles by number, and which roles come with which (INCITS 359, general hierarchy). */
final class RoleHierarchy {
    private final Numbering<RoleId> numbers;
    private final Role[] roles;
    private final int[][] includes;
    private final BitSet[] closures;

    RoleHierarchy(List<Role> roles) {
        numbers = new Numbering<>(roles.stream().map(Role::id).toList());
        this.roles = new Role[numbers.size()];
        includes = new int[numbers.size()][];
        closures = new BitSet[numbers.size()];
        for (Role role : roles) {
            int number = numbers.of(role.id());
            this.roles[number] = role;
            includes[number] = role.includes().stream()
                    .mapToInt(included -> known(role, included))
                    .toArray();
        }
        requireAcyclic();
        for (int role = 0; role < closures.length; role++) {
            var start = new BitSet();
            start.set(role);
            closures[role] = reach(start, new BitSet());
        }
    }

    private void requireAcyclic() {
        int[] component = new Components(includes).find();
        for (int role = 0; role < includes.length; role++) {
            for (int included : includes[role]) {
                if (component[role] == component[included]) {
                    throw new IllegalArgumentException("role " + id(role) + " includes itself, by way of "
                            + id(included) + "; the hierarchy must have no cycle");
                }
            }
        }
    }

    private int known(Role role, RoleId included) {
        int number = numbers.of(included);
        if (number == Numbering.NONE) {
            throw new IllegalArgumentException(
                    "role " + role.id() + " includes " + included + ", which is not defined");
        }
        return number;
    }

    int size() {
        return roles.length;
    }

    int of(RoleId id) {
        return numbers.of(id);
    }

    RoleId id(int number) {
        return numbers.at(number);
    }

    Role at(int number) {
        return roles[number];
    }

    int[] includes(int number) {
        return includes[number];
    }

    /** The role and everything that comes with it; not to be altered. */
    BitSet closure(int number) {
        return closures[number];
    }

    /** What comes with {@code start} when nobody may pass through {@code cut}. */
    BitSet reach(BitSet start, BitSet cut) {
        var reached = new BitSet(roles.length);
        var open = new ArrayDeque<Integer>();
        start.stream().filter(role -> !cut.get(role)).forEach(role -> {
            reached.set(role);
            open.push(role);
        });
        while (!open.isEmpty()) {
            for (int next : includes[open.pop()]) {
                if (!cut.get(next) && !reached.get(next)) {
                    reached.set(next);
                    open.push(next);
                }
            }
        }
        return reached;
    }

    /** The union of the closures of {@code start}. */
    BitSet reach(BitSet start) {
        var reached = new BitSet(roles.length);
        start.stream().forEach(role -> reached.or(closures[role]));
        return reached;
    }
}
