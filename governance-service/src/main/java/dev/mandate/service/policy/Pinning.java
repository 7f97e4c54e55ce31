package dev.mandate.service.policy;

import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Pins;
import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.WrittenAssignment;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.service.directory.DirectoryNames;
import dev.mandate.service.directory.DirectoryNames.Found;
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ties the names of a policy to immutable ids. What was tied before stays tied: a name that belongs to somebody else
 * now is frozen and reported, never silently tied anew.
 *
 * @param unknown one sentence per name that is tied to nothing and found nowhere, or more than once; not empty: nothing
 *     is published
 * @param findings what changed behind names that are tied
 */
record Pinning(Pins pins, List<String> unknown, List<Finding> findings) {
    static final Pins NONE = new Pins(Map.of(), Map.of(), Set.of());

    Pinning {
        unknown = List.copyOf(unknown);
        findings = findings.stream().sorted().toList();
    }

    static Pinning of(Policy policy, Pins before, DirectoryNames names) {
        Set<PartyRef> references = references(policy);
        var pinner = new Pinner(before, names, references);
        references.forEach(pinner::pin);
        return new Pinning(new Pins(pinner.groups, pinner.subjects, pinner.frozen), pinner.unknown, pinner.findings);
    }

    private static Set<PartyRef> references(Policy policy) {
        var references = new TreeSet<PartyRef>();
        policy.mappings().stream().map(Mapping::group).forEach(references::add);
        policy.assignments().stream().map(WrittenAssignment::subject).forEach(references::add);
        for (Role role : policy.roles()) {
            Optional.ofNullable(role.owner()).ifPresent(references::add);
        }
        return references;
    }

    private static final class Pinner {
        /** Comparing a name with every known one takes time: where thousands are unknown, the source is missing. */
        private static final int HINTS = 20;

        private final Pins before;
        private final DirectoryNames names;
        private final Found found;
        private final Map<GroupRef, GroupId> groups = new HashMap<>();
        private final Map<SubjectRef, Stay> subjects = new HashMap<>();
        private final Set<GroupRef> frozen = new HashSet<>();
        private final List<String> unknown = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        Pinner(Pins before, DirectoryNames names, Set<PartyRef> references) {
            this.before = before;
            this.names = names;
            found = names.find(references, Set.copyOf(before.groups().values()));
        }

        void pin(PartyRef reference) {
            switch (reference) {
                case GroupRef group -> pin(group);
                case SubjectRef subject -> pin(subject);
            }
        }

        private void pin(GroupRef group) {
            Set<GroupId> now = found.of(group);
            GroupId tied = before.groups().get(group);
            if (tied == null) {
                only(group, "group", now).ifPresent(id -> groups.put(group, id));
                return;
            }
            groups.put(group, tied);
            if (!now.isEmpty() && !now.contains(tied)) {
                frozen.add(group);
                String message =
                        "group " + group + " is another group now: its mappings add nothing and remove nothing;"
                                + " to mean the new one, write " + written(group, first(now));
                findings.add(new Finding(FindingCode.GROUP_REPLACED, group.toString(), message));
            } else if (now.isEmpty() && !found.existing().contains(tied)) {
                String message = "group " + group + " no longer exists; remove its mappings or restore it";
                findings.add(new Finding(FindingCode.GROUP_GONE, group.toString(), message));
            }
        }

        private void pin(SubjectRef subject) {
            Set<Stay> now = found.of(subject);
            Stay tied = before.subjects().get(subject);
            if (tied == null) {
                only(subject, "subject", now).ifPresent(stay -> subjects.put(subject, stay));
                return;
            }
            subjects.put(subject, tied);
            if (!now.contains(tied)) {
                String message = "subject " + subject + " left, or the name is somebody else's now: it gets nothing;"
                        + " remove what names it, publish, and write it again for who has the name now";
                findings.add(new Finding(FindingCode.SUBJECT_GONE, subject.toString(), message));
            }
        }

        private <T> Optional<T> only(PartyRef reference, String what, Set<T> now) {
            if (now.size() == 1) {
                return Optional.of(now.iterator().next());
            }
            String name = reference.toString();
            if (now.isEmpty()) {
                String otherwise = "check the name and the source";
                String fix = unknown.size() < HINTS ? Nearest.hint(name, names.known(reference), otherwise) : otherwise;
                unknown.add("unknown " + what + " " + Shown.quote(name) + "; " + fix);
                return Optional.empty();
            }
            String fix = reference instanceof GroupRef group && first(now) instanceof GroupId id
                    ? "write the one you mean by its id, e.g. " + written(group, id)
                    : "make the names differ in the source";
            unknown.add(now.size() + " " + what + "s have the name " + Shown.quote(name) + "; " + fix);
            return Optional.empty();
        }

        private static <T> T first(Set<T> ids) {
            return ids.stream().min(Comparator.comparing(Object::toString)).orElseThrow();
        }

        /** The id as policy writes it, without the source that qualifies it. */
        private static String written(GroupRef group, GroupId id) {
            String prefix = group.source() + ":";
            String own = id.value().startsWith(prefix) ? id.value().substring(prefix.length()) : id.value();
            return group.source() + "/id:" + own;
        }
    }
}
