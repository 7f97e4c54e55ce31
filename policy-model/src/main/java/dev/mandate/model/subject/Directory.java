package dev.mandate.model.subject;

import java.util.Map;

/**
 * Everybody and every group that the sources last stated completely.
 *
 * @param revision counts changes of this content; equal revisions mean equal content
 */
public record Directory(long revision, Map<SubjectId, Subject> subjects, Map<GroupId, Group> groups) {
    public Directory {
        subjects = Map.copyOf(subjects);
        groups = Map.copyOf(groups);
    }
}
