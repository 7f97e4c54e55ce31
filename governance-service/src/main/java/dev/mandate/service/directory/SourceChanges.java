package dev.mandate.service.directory;

import dev.mandate.service.directory.SourceDiff.Members;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much of a source a difference changes, as limits count it. People who may hold nothing anyway do not count, nor do
 * those of whom the source says itself that they left or are suspended; a nested group counts as the people it brings.
 */
final class SourceChanges {
    private final KnownSource known;
    private final SourceDiff diff;
    private final Set<String> gone;
    private final Map<String, SourcePerson> people;
    private final Map<String, SourceGroup> groups;
    private final Map<String, Members> gained;
    private final Map<String, Members> lost;

    /** What one group, or all people, or all groups lose and gain, of how many. */
    record Change(String what, long whole, long lost, long gained) {}

    SourceChanges(KnownSource known, SourceReading reading, SourceDiff diff) {
        this.known = known;
        this.diff = diff;
        this.gone = reading.gone();
        this.people = byId(reading.people(), SourcePerson::externalId);
        this.groups = byId(reading.groups(), SourceGroup::externalId);
        this.gained = byId(diff.gained(), Members::group);
        this.lost = byId(diff.lost(), Members::group);
    }

    Change ofPeople() {
        long returned =
                diff.changed().stream().filter(SourceDiff.Replaced::regains).count();
        long joined =
                diff.joined().stream().filter(one -> one.state().mayHold()).count();
        return new Change(
                "people",
                active().count(),
                diff.missing().stream()
                        .filter(person -> person.state().mayHold())
                        .count(),
                joined + returned);
    }

    private Stream<KnownPerson> active() {
        return known.people().values().stream().filter(person -> person.state().mayHold());
    }

    Change ofGroups() {
        long appeared = diff.groups().stream()
                .filter(group -> !known.groups().containsKey(group.externalId()))
                .count();
        long disappeared = diff.goneGroups().stream()
                .filter(group -> !gone.contains(group.externalId()))
                .count();
        return new Change("groups", known.groups().size(), disappeared, appeared);
    }

    /** By id, groups that were known and still are. */
    Map<String, Change> ofMembers() {
        Map<String, Change> changes = new TreeMap<>();
        for (SourceGroup now : diff.groups()) {
            String id = now.externalId();
            SourceGroup before = known.groups().get(id);
            if (before == null) {
                continue;
            }
            long whole =
                    before.people().stream().filter(this::heldBefore).count() + sizes(before.groups(), known.groups());
            Members lostHere = lost.getOrDefault(id, new Members(id, Set.of(), Set.of()));
            Members gainedHere = gained.getOrDefault(id, new Members(id, Set.of(), Set.of()));
            long less = lostHere.people().stream().filter(this::isLostByAbsence).count()
                    + sizes(lostHere.groups(), known.groups());
            long more =
                    gainedHere.people().stream().filter(this::holdsNow).count() + sizes(gainedHere.groups(), groups);
            if (less > 0 || more > 0) {
                changes.put(id, new Change("members of group " + now.name(), whole, less, more));
            }
        }
        return changes;
    }

    private static long sizes(Set<String> nested, Map<String, SourceGroup> all) {
        return nested.stream()
                .mapToLong(group -> Math.max(1, within(group, all).size()))
                .sum();
    }

    /** Whether the group had somebody who may hold access, has nobody now, and not because all of them left or are suspended. */
    boolean emptiesByAbsence(String group) {
        Set<String> before =
                within(group, known.groups()).stream().filter(this::heldBefore).collect(Collectors.toSet());
        return before.stream().anyMatch(this::isLostByAbsence)
                && within(group, groups).stream().noneMatch(this::holdsNow);
    }

    /** Who may hold access through a group, however it is nested; somebody the source calls left is no loss. */
    Change ofEverybodyIn(String group) {
        Set<String> before =
                within(group, known.groups()).stream().filter(this::heldBefore).collect(Collectors.toSet());
        Set<String> now = within(group, groups).stream().filter(this::holdsNow).collect(Collectors.toSet());
        SourceGroup shown = groups.getOrDefault(group, known.groups().get(group));
        return new Change(
                "people in group " + (shown == null ? group : shown.name()),
                before.size(),
                before.stream()
                        .filter(person -> isLostByAbsence(person) && !now.contains(person))
                        .count(),
                now.stream().filter(person -> !before.contains(person)).count());
    }

    private boolean heldBefore(String person) {
        KnownPerson before = known.people().get(person);
        return before != null && before.state().mayHold();
    }

    private boolean holdsNow(String person) {
        SourcePerson now = people.get(person);
        return now != null && now.state().mayHold();
    }

    private boolean isLostByAbsence(String person) {
        SourcePerson now = people.get(person);
        return heldBefore(person)
                && (now == null ? !gone.contains(person) : now.state().mayHold());
    }

    /** Everybody in a group and the groups in it; cycles add nobody. */
    private static Set<String> within(String group, Map<String, SourceGroup> all) {
        return within(Set.of(group), all);
    }

    static Set<String> within(Set<String> some, Map<String, SourceGroup> all) {
        Set<String> people = new HashSet<>();
        Set<String> seen = new HashSet<>(some);
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            SourceGroup next = all.get(open.pop());
            if (next != null) {
                people.addAll(next.people());
                next.groups().stream().filter(seen::add).forEach(open::push);
            }
        }
        return people;
    }

    private static <T> Map<String, T> byId(List<T> all, Function<T, String> id) {
        Map<String, T> byId = new HashMap<>();
        all.forEach(one -> byId.put(id.apply(one), one));
        return byId;
    }
}
