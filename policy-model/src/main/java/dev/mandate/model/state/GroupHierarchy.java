package dev.mandate.model.state;

import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SubjectId;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The groups by number, who is directly in which, and their nesting. Groups that contain each other form one component:
 * whoever is in one of them is in all of them.
 */
final class GroupHierarchy {
    private final Numbering<GroupId> numbers;
    private final String[] names;
    private final int[][] parents;
    private final int[][] ofSubject;
    private final int[] component;
    private final int[][] members;

    GroupHierarchy(Directory directory, Numbering<SubjectId> subjects) {
        numbers = new Numbering<>(directory.groups().keySet());
        names = new String[numbers.size()];
        var parents = new IntList[numbers.size()];
        var ofSubject = new IntList[subjects.size()];
        for (int group = 0; group < numbers.size(); group++) {
            Group here = Objects.requireNonNull(directory.groups().get(numbers.at(group)));
            names[group] = here.name();
            for (GroupId inner : here.groups()) {
                if (numbers.of(inner) != Numbering.NONE) {
                    IntList.add(parents, numbers.of(inner), group);
                }
            }
            for (SubjectId subject : here.subjects()) {
                if (subjects.of(subject) != Numbering.NONE) {
                    IntList.add(ofSubject, subjects.of(subject), group);
                }
            }
        }
        this.parents = IntList.toArrays(parents);
        this.ofSubject = IntList.toArrays(ofSubject);
        this.component = new Components(this.parents).find();
        var members = new IntList[Arrays.stream(component).max().orElse(-1) + 1];
        for (int group = 0; group < component.length; group++) {
            IntList.add(members, component[group], group);
        }
        this.members = IntList.toArrays(members);
    }

    int size() {
        return names.length;
    }

    int of(@Nullable GroupId id) {
        return numbers.of(id);
    }

    GroupId id(int group) {
        return numbers.at(group);
    }

    String name(int group) {
        return names[group];
    }

    /** The groups that directly contain this one. */
    int[] parents(int group) {
        return parents[group];
    }

    /** The groups that directly contain the subject. */
    int[] ofSubject(int subject) {
        return ofSubject[subject];
    }

    int component(int group) {
        return component[group];
    }

    /** The groups of a component; components are numbered so that every group outside it that contains one is lower. */
    int[] members(int component) {
        return members[component];
    }

    int components() {
        return members.length;
    }
}
