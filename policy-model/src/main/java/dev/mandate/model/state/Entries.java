package dev.mandate.model.state;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.Mapping;
import dev.mandate.model.access.Pins;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.WrittenAssignment;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The mappings and assignments in force, by number, and what stands in the way of the others. */
final class Entries {
    /**
     * A way into a role.
     *
     * @param group the number of its group, or {@link Numbering#NONE} for an assignment
     * @param subject the number of its subject, or {@link Numbering#NONE} for a mapping
     * @param frozen whether it neither adds nor removes, because its group's identity is in doubt
     */
    record Entry(
            GrantSource source,
            int role,
            Selector where,
            @Nullable Instant until,
            int group,
            int subject,
            boolean frozen) {}

    /** A finding for the deployments that match. */
    record Doubt(Selector where, Finding finding) {}

    private record Mapped(GroupId group, RoleId role) {}

    private record Reach(Selector where, boolean frozen) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Doubt> doubts = new ArrayList<>();
    private final Map<Mapped, List<Reach>> mapped = new HashMap<>();
    private final AccessSnapshot snapshot;
    private final Numbering<SubjectId> subjects;
    private final GroupHierarchy groups;
    private final RoleHierarchy roles;

    Entries(AccessSnapshot snapshot, Numbering<SubjectId> subjects, GroupHierarchy groups, RoleHierarchy roles) {
        this.snapshot = snapshot;
        this.subjects = subjects;
        this.groups = groups;
        this.roles = roles;
        snapshot.policy().policy().mappings().stream()
                .distinct()
                .filter(mapping -> mapping.validity().includes(snapshot.asOf()))
                .forEach(this::add);
        snapshot.assignments().stream()
                .filter(assignment -> assignment.validity().includes(snapshot.asOf()))
                .sorted(Comparator.comparing(Assignment::id))
                .forEach(this::add);
        snapshot.policy().policy().assignments().stream()
                .distinct()
                .filter(assignment -> assignment.validity().includes(snapshot.asOf()))
                .forEach(this::add);
    }

    private void add(Mapping mapping) {
        Pins pins = snapshot.policy().pins();
        GroupId pinned = pins.groups().get(mapping.group());
        boolean frozen = pins.frozen().contains(mapping.group());
        if (pinned != null) {
            mapped.computeIfAbsent(new Mapped(pinned, mapping.role()), key -> new ArrayList<>())
                    .add(new Reach(mapping.where(), frozen));
        }
        int group = groups.of(pinned);
        if (frozen) {
            doubt(
                    mapping,
                    FindingCode.GROUP_REPLACED,
                    "now names another group than when it was published; its mappings"
                            + " neither add nor remove until a publish pins it again");
        } else if (group == Numbering.NONE) {
            doubt(
                    mapping,
                    FindingCode.GROUP_GONE,
                    "is not in its source any more; its mappings give nothing, remove"
                            + " them from the policy or restore the group");
        }
        int role = roles.of(mapping.role());
        if (group != Numbering.NONE && role != Numbering.NONE) {
            entries.add(new Entry(
                    new GrantSource.OfMapping(mapping),
                    role,
                    mapping.where(),
                    mapping.validity().until(),
                    group,
                    Numbering.NONE,
                    frozen));
        }
    }

    private void doubt(Mapping mapping, FindingCode code, String what) {
        String group = mapping.group().toString();
        doubts.add(new Doubt(mapping.where(), new Finding(code, group, "Group " + group + " " + what + ".")));
    }

    private void add(Assignment assignment) {
        add(
                new GrantSource.OfAssignment(assignment),
                new Pins.Stay(assignment.subject(), assignment.tenure()),
                assignment.role(),
                assignment.where(),
                assignment.validity().until());
    }

    private void add(WrittenAssignment written) {
        Pins.Stay stay = snapshot.policy().pins().subjects().get(written.subject());
        if (stay == null || subjects.of(snapshot.directory().whoIs(stay.subject())) == Numbering.NONE) {
            String subject = written.subject().toString();
            doubts.add(new Doubt(
                    written.where(),
                    new Finding(
                            FindingCode.SUBJECT_GONE,
                            subject,
                            "Subject " + subject + " is not in its source any more; remove its assignments from the"
                                    + " policy.")));
            return;
        }
        add(
                new GrantSource.OfWritten(written),
                stay,
                written.role(),
                written.where(),
                written.validity().until());
    }

    private void add(GrantSource source, Pins.Stay stay, RoleId roleId, Selector where, @Nullable Instant until) {
        Optional<Subject> subject = snapshot.directory().still(stay.subject(), stay.tenure());
        int role = roles.of(roleId);
        if (subject.isPresent() && role != Numbering.NONE) {
            int number = subjects.of(subject.get().id());
            entries.add(new Entry(source, role, where, until, Numbering.NONE, number, false));
        }
    }

    int size() {
        return entries.size();
    }

    Entry at(int number) {
        return entries.get(number);
    }

    List<Doubt> doubts() {
        return doubts;
    }

    /** Whether a mapping of this group to this role is in force on the deployments that {@code here} accepts. */
    boolean isMapped(GroupId group, RoleId role, Predicate<Selector> here) {
        return reaches(group, role).stream().anyMatch(reach -> here.test(reach.where()));
    }

    /** Whether such a mapping is frozen. */
    boolean isFrozen(GroupId group, RoleId role, Predicate<Selector> here) {
        return reaches(group, role).stream().anyMatch(reach -> reach.frozen() && here.test(reach.where()));
    }

    private List<Reach> reaches(GroupId group, RoleId role) {
        return mapped.getOrDefault(new Mapped(group, role), List.of());
    }
}
