package dev.mandate.service.directory;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a complete reading may be taken over: a source that shrinks or grows beyond its limits, at once or
 * bit by bit within 24 h, is more often broken than right.
 *
 * @param recent what accepted readings of the last 24 h changed, by {@code people}, {@code groups} or group id
 */
record SourceGuards(SourceLimits limits, Map<String, Recent> recent) {
    static final String PEOPLE = "people";
    static final String GROUPS = "groups";

    /** Sums over the last 24 h. */
    record Recent(long lost, long gained) {
        static final Recent NONE = new Recent(0, 0);
    }

    SourceGuards {
        recent = Map.copyOf(recent);
    }

    /** Why the reading has to wait; empty if it may pass. A first reading has nothing to be compared with. */
    List<Finding> check(KnownSource known, SourceDiff diff) {
        if (known.isEmpty()) {
            return List.of();
        }
        var findings = new ArrayList<Finding>();
        long people = known.people().values().stream()
                .filter(one -> one.state().mayHold())
                .count();
        check(
                findings,
                PEOPLE,
                PEOPLE,
                people,
                diff.missing().size(),
                diff.joined().size());
        long newGroups = diff.groups().stream()
                .filter(group -> !known.groups().containsKey(group.externalId()))
                .count();
        check(findings, GROUPS, GROUPS, known.groups().size(), diff.goneGroups().size(), newGroups);
        diff.members()
                .forEach((id, members) -> check(
                        findings,
                        id,
                        "members of group " + members.name(),
                        members.before(),
                        members.lost(),
                        members.gained()));
        return List.copyOf(findings);
    }

    private void check(List<Finding> findings, String key, String what, long whole, long lost, long gained) {
        Recent before = recent.getOrDefault(key, Recent.NONE);
        if (lost > 0) {
            check(findings, FindingCode.SOURCE_SHRUNK, what, whole, limits.maxShrink(), before.lost(), lost);
        }
        if (gained > 0) {
            check(findings, FindingCode.SOURCE_GROWN, what, whole, limits.maxGrowth(), before.gained(), gained);
        }
    }

    private static void check(
            List<Finding> findings, FindingCode code, String what, long whole, Limit limit, long before, long now) {
        if (before + now <= limit.allowed(whole)) {
            return;
        }
        String verb = code == FindingCode.SOURCE_SHRUNK ? "would go missing" : "would appear";
        findings.add(new Finding(
                code,
                what,
                now + " of " + whole + " " + what + " " + verb
                        + (before > 0 ? ", after " + before + " in the last 24 h" : "")
                        + "; allowed are " + limit.allowed(whole) + ". If it is right: mandate source release"));
    }
}
