package dev.mandate.model.subject;

import java.util.Map;
import java.util.Optional;

/**
 * Everybody and every group that the sources last stated completely.
 *
 * @param revision counts changes of this content; equal revisions mean equal content
 * @param subjects each once, whatever number of sources states them
 * @param groups whose members are named by the ids in {@code subjects}
 * @param links by the id under which another source states somebody: who that is
 */
public record Directory(
        long revision, Map<SubjectId, Subject> subjects, Map<GroupId, Group> groups, Map<SubjectId, Linked> links) {
    /**
     * Whom another identity belongs to.
     *
     * @param subject one of the directory's subjects
     * @param tenure of the identity itself, in which something was given to it before it was linked
     */
    public record Linked(SubjectId subject, int tenure) {}

    public Directory {
        subjects = Map.copyOf(subjects);
        groups = Map.copyOf(groups);
        links = Map.copyOf(links);
    }

    /** Where nobody is stated by several sources. */
    public Directory(long revision, Map<SubjectId, Subject> subjects, Map<GroupId, Group> groups) {
        this(revision, subjects, groups, Map.of());
    }

    /** The id of whoever this identity belongs to; itself where it is linked to nobody. */
    public SubjectId whoIs(SubjectId identity) {
        Linked linked = links.get(identity);
        return linked == null ? identity : linked.subject();
    }

    /** Why nobody answers for a service or a machine; empty where somebody does, and for people, who answer for themselves. */
    public Optional<String> unowned(Subject subject) {
        if (subject.kind() == SubjectKind.PERSON) {
            return Optional.empty();
        }
        SubjectId named = subject.owner();
        Subject owner = named == null ? null : subjects.get(whoIs(named));
        if (owner == null) {
            return Optional.of("its source names no owner whom it states");
        }
        if (owner.kind() != SubjectKind.PERSON) {
            return Optional.of("its owner is a " + owner.kind().word() + " and no person");
        }
        return owner.state() == SubjectState.LEFT ? Optional.of("its owner has left") : Optional.empty();
    }

    /**
     * The present tenure of whoever was given something in a tenure of one identity; empty where that identity has come
     * again since, so that it inherits nothing, or is not known.
     */
    public Optional<Subject> still(SubjectId identity, int tenure) {
        Linked linked = links.get(identity);
        Subject subject = subjects.get(linked == null ? identity : linked.subject());
        if (subject == null || tenure != (linked == null ? subject.tenure() : linked.tenure())) {
            return Optional.empty();
        }
        return Optional.of(subject);
    }
}
