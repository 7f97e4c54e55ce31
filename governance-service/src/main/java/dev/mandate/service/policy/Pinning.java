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
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
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
 * @param unknown one sentence per name that is tied to nothing and found nowhere; not empty: nothing is published
 * @param findings what changed behind names that are tied
 */
record Pinning(Pins pins, List<String> unknown, List<Finding> findings) {
    static final Pins NONE = new Pins(Map.of(), Map.of(), Set.of());

    Pinning {
        unknown = List.copyOf(unknown);
        findings = findings.stream().sorted().toList();
    }

    static Pinning of(Policy policy, Pins before, DirectoryNames names) {
        var pinner = new Pinner(before, names);
        references(policy).forEach(pinner::pin);
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
        private final Pins before;
        private final DirectoryNames names;
        private final Map<GroupRef, GroupId> groups = new HashMap<>();
        private final Map<SubjectRef, Stay> subjects = new HashMap<>();
        private final Set<GroupRef> frozen = new HashSet<>();
        private final List<String> unknown = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        Pinner(Pins before, DirectoryNames names) {
            this.before = before;
            this.names = names;
        }

        void pin(PartyRef reference) {
            switch (reference) {
                case GroupRef group -> pin(group);
                case SubjectRef subject -> pin(subject);
            }
        }

        private void pin(GroupRef group) {
            Optional<GroupId> now = names.group(group);
            GroupId tied = before.groups().get(group);
            if (tied == null) {
                now.ifPresentOrElse(id -> groups.put(group, id), () -> unknown(group, "group"));
                return;
            }
            groups.put(group, tied);
            if (now.isPresent() && !now.get().equals(tied)) {
                frozen.add(group);
                String message =
                        "group " + group + " is another group now: its mappings add nothing and remove nothing;"
                                + " to mean the new one, write " + group.source() + "/id:" + now.get();
                findings.add(new Finding(FindingCode.GROUP_REPLACED, group.toString(), message));
            } else if (now.isEmpty() && !names.exists(tied)) {
                String message = "group " + group + " no longer exists; remove its mappings or restore it";
                findings.add(new Finding(FindingCode.GROUP_GONE, group.toString(), message));
            }
        }

        private void pin(SubjectRef subject) {
            Stay tied = before.subjects().get(subject);
            if (tied != null) {
                subjects.put(subject, tied);
                return;
            }
            names.subject(subject)
                    .ifPresentOrElse(stay -> subjects.put(subject, stay), () -> unknown(subject, "subject"));
        }

        private void unknown(PartyRef reference, String what) {
            String name = reference.toString();
            String fix = Nearest.hint(name, names.known(reference), "check the name and the source");
            unknown.add("unknown " + what + " " + Shown.quote(name) + "; " + fix);
        }
    }
}
