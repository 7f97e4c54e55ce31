package dev.mandate.service.directory;

import dev.mandate.model.subject.SubjectState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a complete reading changes; everything sorted by external id.
 *
 * @param joined people who were not known
 * @param changed people whose state or attributes differ, or who came back
 * @param missing people who are no longer there, and whom nothing says to have left
 * @param groups groups that are new or differ
 * @param goneGroups groups that are no longer there
 * @param members per group: how many members it loses and gains, where it does
 */
record SourceDiff(
        List<SourcePerson> joined,
        List<Replaced> changed,
        List<KnownPerson> missing,
        List<SourceGroup> groups,
        List<SourceGroup> goneGroups,
        Map<String, Members> members) {
    /** A known person and what the source says of them now. */
    record Replaced(KnownPerson before, SourcePerson now) {
        /** A return after leaving is a new stay, which inherits nothing. */
        int tenure() {
            boolean returns = before.state() == SubjectState.LEFT && now.state() != SubjectState.LEFT;
            return before.tenure() + (returns ? 1 : 0);
        }
    }

    /** How many members of a group there were, and how many of them go and come. */
    record Members(String name, int before, int lost, int gained) {}

    static SourceDiff between(KnownSource known, SourceReading reading) {
        Map<String, SourcePerson> people = byId(reading.people(), SourcePerson::externalId);
        Map<String, SourceGroup> groups = byId(reading.groups(), SourceGroup::externalId);
        List<SourcePerson> joined = new ArrayList<>();
        List<Replaced> changed = new ArrayList<>();
        people.forEach((id, person) -> {
            KnownPerson before = known.people().get(id);
            if (before == null) {
                joined.add(person);
            } else if (before.missing()
                    || before.state() != person.state()
                    || !before.attributes().equals(person.attributes())) {
                changed.add(new Replaced(before, person));
            }
        });
        List<KnownPerson> missing = known.people().values().stream()
                .filter(person -> person.state() != SubjectState.LEFT && !people.containsKey(person.externalId()))
                .sorted(Comparator.comparing(KnownPerson::externalId))
                .toList();
        List<SourceGroup> differing = groups.values().stream()
                .filter(group -> !group.equals(known.groups().get(group.externalId())))
                .toList();
        List<SourceGroup> gone = known.groups().values().stream()
                .filter(group -> !groups.containsKey(group.externalId()))
                .sorted(Comparator.comparing(SourceGroup::externalId))
                .toList();
        return new SourceDiff(joined, changed, missing, differing, gone, members(known, people, differing));
    }

    boolean isEmpty() {
        return joined.isEmpty() && changed.isEmpty() && missing.isEmpty() && groups.isEmpty() && goneGroups.isEmpty();
    }

    /** A member that says itself that it left or is suspended is no loss by absence. */
    private static Map<String, Members> members(
            KnownSource known, Map<String, SourcePerson> people, List<SourceGroup> differing) {
        Map<String, Members> members = new TreeMap<>();
        for (SourceGroup now : differing) {
            SourceGroup before = known.groups().get(now.externalId());
            if (before == null) {
                continue;
            }
            Set<String> lost = minus(before.people(), now.people());
            lost.removeIf(
                    id -> people.containsKey(id) && !people.get(id).state().mayHold());
            int lostGroups = minus(before.groups(), now.groups()).size();
            int gained = minus(now.people(), before.people()).size()
                    + minus(now.groups(), before.groups()).size();
            int size = before.people().size() + before.groups().size();
            members.put(now.externalId(), new Members(now.name(), size, lost.size() + lostGroups, gained));
        }
        return members;
    }

    private static Set<String> minus(Set<String> from, Set<String> what) {
        Set<String> rest = new HashSet<>(from);
        rest.removeAll(what);
        return rest;
    }

    private static <T> Map<String, T> byId(List<T> all, Function<T, String> id) {
        return all.stream().collect(Collectors.toMap(id, one -> one, (a, b) -> a, TreeMap::new));
    }
}
