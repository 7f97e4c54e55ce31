package dev.mandate.service.directory;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.Subject;
import dev.mandate.service.directory.SourceChanges.Change;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides whether a complete reading may be taken over: a source that shrinks or grows beyond its limits, at once or
 * bit by bit within 24 h, is more often broken than right.
 *
 * @param recent what accepted readings of the last 24 h changed, by {@code people}, {@code groups} or {@link #ofGroup}
 * @param privileged by external id, groups that must not lose their last person unnoticed, and how many may gain them
 *     within 24 h
 */
record SourceGuards(SourceLimits limits, Map<String, Recent> recent, Map<String, Limit> privileged) {
    static final String PEOPLE = "people";
    static final String GROUPS = "groups";

    /** Sums over the last 24 h. */
    record Recent(long lost, long gained) {
        static final Recent NONE = new Recent(0, 0);
    }

    SourceGuards {
        recent = Map.copyOf(recent);
        privileged = Map.copyOf(privileged);
    }

    /** Under what a group's members are counted. */
    static String ofGroup(String externalId) {
        return "group:" + externalId;
    }

    /** Under what everybody in a privileged group is counted. */
    static String ofPrivileged(String externalId) {
        return "privileged:" + externalId;
    }

    /** Why the reading has to wait; empty if it may pass. A first reading has nothing to be compared with. */
    List<Finding> check(KnownSource known, SourceReading reading, SourceDiff diff) {
        if (known.isEmpty() || diff.isEmpty()) {
            return List.of();
        }
        var changes = new SourceChanges(known, reading, diff);
        var findings = new ArrayList<Finding>();
        diff.changed().stream()
                .filter(SourceDiff.Replaced::turns)
                .forEach(one -> findings.add(turned(one, ". If it is right: mandate source release")));
        check(findings, PEOPLE, changes.ofPeople(), reading.people().isEmpty());
        check(findings, GROUPS, changes.ofGroups(), reading.groups().isEmpty());
        changes.ofMembers().forEach((id, change) -> check(findings, ofGroup(id), change, false));
        new TreeMap<>(privileged).forEach((group, limit) -> {
            SourceGroup before = known.groups().get(group);
            if (before != null && changes.emptiesByAbsence(group)) {
                findings.add(new Finding(
                        FindingCode.PRIVILEGED_GROUP,
                        "group " + before.name(),
                        "the privileged group " + Shown.quote(before.name())
                                + " would have nobody left. If it is right: mandate source release"));
            }
            checkGrowth(findings, group, changes.ofEverybodyIn(group), limit);
        });
        return List.copyOf(findings);
    }

    /** A person made a service escapes what is asked of people; a service made a person can sign in. */
    static Finding turned(SourceDiff.Replaced one, String fix) {
        String name =
                one.now().attributes().getOrDefault(Subject.USERNAME, one.now().externalId());
        return new Finding(
                FindingCode.KIND_CHANGED,
                Shown.safe(name),
                Shown.quote(name) + " was known as a "
                        + one.before().nature().kind().word() + " and would be a "
                        + one.now().nature().kind().word()
                        + ", who inherits nothing given by hand" + fix);
    }

    /** One more in a group of the whole company is nothing; one more among the administrators is. */
    private void checkGrowth(List<Finding> findings, String group, Change change, Limit limit) {
        long before = recent.getOrDefault(ofPrivileged(group), Recent.NONE).gained();
        long allowed =
                Math.min(limit.allowed(change.whole()), limits.maxGrowth().allowed(change.whole()));
        if (change.gained() == 0 || before + change.gained() <= allowed) {
            return;
        }
        findings.add(new Finding(
                FindingCode.PRIVILEGED_GROUP,
                change.what(),
                change.gained() + " would join the " + change.whole() + " " + Shown.safe(change.what())
                        + ", which is privileged" + sofar(before) + "; allowed are " + allowed
                        + ". If it is right: mandate source release"));
    }

    static String sofar(long before) {
        return before > 0 ? ", after " + before + " in the last 24 h" : "";
    }

    private void check(List<Finding> findings, String key, Change change, boolean empty) {
        Recent before = recent.getOrDefault(key, Recent.NONE);
        if (change.lost() > 0) {
            Limit limit = empty ? Limit.count(0) : limits.maxShrink();
            check(findings, FindingCode.SOURCE_SHRUNK, change, limit, before.lost(), change.lost());
        }
        if (change.gained() > 0) {
            check(findings, FindingCode.SOURCE_GROWN, change, limits.maxGrowth(), before.gained(), change.gained());
        }
    }

    private static void check(
            List<Finding> findings, FindingCode code, Change change, Limit limit, long before, long now) {
        if (before + now <= limit.allowed(change.whole())) {
            return;
        }
        String verb = code == FindingCode.SOURCE_SHRUNK ? "would go missing" : "would appear";
        findings.add(new Finding(
                code,
                change.what(),
                now + " of " + change.whole() + " " + Shown.safe(change.what()) + " " + verb
                        + sofar(before)
                        + "; allowed are " + limit.allowed(change.whole())
                        + ". If it is right: mandate source release"));
    }
}
