package dev.mandate.model.state;

import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SubjectId;

/** One thing that can be taken away to end somebody's access. */
public sealed interface Removal {
    /** The subject is directly in the group. */
    record OfMember(SubjectId subject, GroupId group) implements Removal {
        @Override
        public String toString() {
            return subject + " in " + group;
        }
    }

    /** One group is directly in the other. */
    record OfNesting(GroupId inner, GroupId outer) implements Removal {
        @Override
        public String toString() {
            return "group " + inner + " in " + outer;
        }
    }

    /** A mapping or an assignment. */
    record OfSource(GrantSource source) implements Removal {
        @Override
        public String toString() {
            return switch (source) {
                case GrantSource.OfMapping of ->
                    "mapping of " + of.mapping().group() + " to " + of.mapping().role();
                case GrantSource.OfAssignment of ->
                    "assignment of " + of.assignment().role() + " to "
                            + of.assignment().subject();
                case GrantSource.OfWritten of ->
                    "assignment of " + of.assignment().role() + " to "
                            + of.assignment().subject();
                case GrantSource.OfGroup ignored -> source.toString();
                case GrantSource.OfRole ignored -> source.toString();
                case GrantSource.OfClause ignored -> source.toString();
                case GrantSource.OfDefinition ignored -> source.toString();
            };
        }
    }
}
