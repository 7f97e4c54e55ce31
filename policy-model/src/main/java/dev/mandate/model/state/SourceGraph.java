package dev.mandate.model.state;

import dev.mandate.model.access.AppRoleDefinition;
import dev.mandate.model.access.Clause;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.subject.SubjectId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where grants come from, for all subjects and deployments together: group → group → mapping or assignment → role →
 * role → clause, and apart from these the AppRole definitions. A {@link DesiredState.DesiredGrant} names the clauses or
 * definitions that end in it; its paths begin at the {@link #entrances} of its subject. What a deployment's selector
 * leaves out is not left out here. Groups may contain each other.
 */
public final class SourceGraph {
    private final Numbering<SubjectId> subjects;
    private final GroupHierarchy groups;
    private final Entries entries;
    private final RoleHierarchy roles;
    private final List<AppRoleDefinition> definitions;
    private final int[][] entriesOfGroup;
    private final int[][] entriesOfSubject;
    private final int firstEntry;
    private final int firstRole;
    private final int[] firstClause;
    private final int firstDefinition;

    SourceGraph(
            Numbering<SubjectId> subjects,
            GroupHierarchy groups,
            Entries entries,
            RoleHierarchy roles,
            List<AppRoleDefinition> definitions) {
        this.subjects = subjects;
        this.groups = groups;
        this.entries = entries;
        this.roles = roles;
        this.definitions = definitions;
        firstEntry = groups.size();
        firstRole = firstEntry + entries.size();
        firstClause = new int[roles.size() + 1];
        firstClause[0] = firstRole + roles.size();
        for (int role = 0; role < roles.size(); role++) {
            firstClause[role + 1] = firstClause[role] + roles.at(role).gives().size();
        }
        firstDefinition = firstClause[roles.size()];
        var ofGroup = new IntList[groups.size()];
        var ofSubject = new IntList[subjects.size()];
        for (int entry = 0; entry < entries.size(); entry++) {
            Entries.Entry at = entries.at(entry);
            if (at.frozen()) {
                continue;
            }
            if (at.group() != Numbering.NONE) {
                IntList.add(ofGroup, at.group(), firstEntry + entry);
            } else {
                IntList.add(ofSubject, at.subject(), firstEntry + entry);
            }
        }
        entriesOfGroup = IntList.toArrays(ofGroup);
        entriesOfSubject = IntList.toArrays(ofSubject);
    }

    /** How many nodes there are, numbered from 0. */
    public int size() {
        return firstDefinition + definitions.size();
    }

    /** What a node stands for. */
    public GrantSource at(int node) {
        if (node >= firstDefinition) {
            return new GrantSource.OfDefinition(definitions.get(node - firstDefinition));
        }
        if (node >= firstClause[0]) {
            int role = roleOfClause(node);
            int number = node - firstClause[role];
            return new GrantSource.OfClause(roles.id(role), number, clause(node));
        }
        if (node >= firstRole) {
            return new GrantSource.OfRole(roles.id(node - firstRole));
        }
        if (node >= firstEntry) {
            return entries.at(node - firstEntry).source();
        }
        return new GrantSource.OfGroup(groups.id(node), groups.name(node));
    }

    /** The groups that the subject is directly in, and its assignments in force. */
    public IntStream entrances(SubjectId subject) {
        int number = subjects.of(subject);
        return number == Numbering.NONE ? IntStream.empty() : IntStream.of(entrances(number));
    }

    /** The nodes that the next edges lead to. Frozen mappings are not among them. */
    public IntStream next(int node) {
        return IntStream.of(nextOf(node));
    }

    int[] entrances(int subject) {
        return joined(groups.ofSubject(subject), entriesOfSubject[subject]);
    }

    int[] nextOf(int node) {
        if (node >= firstClause[0]) {
            return new int[0];
        }
        if (node >= firstRole) {
            int role = node - firstRole;
            int[] included = Arrays.stream(roles.includes(role))
                    .map(next -> firstRole + next)
                    .toArray();
            return joined(
                    included,
                    IntStream.range(firstClause[role], firstClause[role + 1]).toArray());
        }
        if (node >= firstEntry) {
            return new int[] {firstRole + entries.at(node - firstEntry).role()};
        }
        return joined(groups.parents(node), entriesOfGroup[node]);
    }

    private static int[] joined(int[] first, int[] second) {
        if (second.length == 0) {
            return first.clone();
        }
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    boolean isGroup(int node) {
        return node < firstEntry;
    }

    boolean isEntry(int node) {
        return node >= firstEntry && node < firstRole;
    }

    boolean isRole(int node) {
        return node >= firstRole && node < firstClause[0];
    }

    boolean isClause(int node) {
        return node >= firstClause[0] && node < firstDefinition;
    }

    Entries.Entry entry(int node) {
        return entries.at(node - firstEntry);
    }

    int role(int node) {
        return node - firstRole;
    }

    RoleId roleId(int node) {
        return roles.id(node - firstRole);
    }

    int clauseNode(int role, int number) {
        return firstClause[role] + number;
    }

    Clause clause(int node) {
        int role = roleOfClause(node);
        return roles.at(role).gives().get(node - firstClause[role]);
    }

    int roleOfClause(int node) {
        int found = Arrays.binarySearch(firstClause, node);
        if (found < 0) {
            return -found - 2;
        }
        while (firstClause[found + 1] == node) {
            found++;
        }
        return found;
    }

    int definitionNode(int number) {
        return firstDefinition + number;
    }
}
