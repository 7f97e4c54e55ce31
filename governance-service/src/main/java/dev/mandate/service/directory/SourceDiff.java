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
 * @param gained direct members that groups get
 * @param lost direct members that groups lose
 */
record SourceDiff(
        List<SourcePerson> joined,
        List<Replaced> changed,
        List<KnownPerson> missing,
        List<SourceGroup> groups,
        List<SourceGroup> goneGroups,
        List<Members> gained,
        List<Members> lost) {
    static final SourceDiff NONE =
            new SourceDiff(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** A known person and what the source says of them now. */
    record Replaced(KnownPerson before, SourcePerson now) {
        /** A return after leaving is a new stay, which inherits nothing; so is it to be of another kind. */
        int tenure() {
            return before.tenure() + (returns() || turns() ? 1 : 0);
        }

        /** Whether a person is now said to be a service, say: whoever it was, it is somebody or something else now. */
        boolean turns() {
            return before.nature().kind() != now.nature().kind();
        }

        boolean returns() {
            return before.state() == SubjectState.LEFT && now.state() != SubjectState.LEFT;
        }

        /** Whether somebody who could hold no access now may. */
        boolean regains() {
            return !before.state().mayHold() && now.state().mayHold();
        }

        /** Whether the source itself says that somebody who could hold access no longer may. */
        boolean ends() {
            return before.state().mayHold() && !now.state().mayHold();
        }
    }

    /** Some of a group's direct members. */
    record Members(String group, Set<String> people, Set<String> groups) {
        static Members minus(SourceGroup of, SourceGroup without) {
            return new Members(
                    of.externalId(),
                    SourceDiff.minus(of.people(), without.people()),
                    SourceDiff.minus(of.groups(), without.groups()));
        }

        boolean isEmpty() {
            return people.isEmpty() && groups.isEmpty();
        }
    }

    /** That people are new or other than they were, and nothing else. */
    static SourceDiff of(List<SourcePerson> joined, List<Replaced> changed) {
        return new SourceDiff(joined, changed, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    static SourceDiff between(KnownSource known, SourceReading reading) {
        Map<String, SourcePerson> people = byId(reading.people(), SourcePerson::externalId);
        people.replaceAll((id, person) -> known.after(person));
        Map<String, SourceGroup> groups = byId(reading.groups(), SourceGroup::externalId);
        List<SourcePerson> joined = new ArrayList<>();
        List<Replaced> changed = new ArrayList<>();
        people.forEach((id, person) -> {
            KnownPerson before = known.people().get(id);
            if (before == null) {
                joined.add(person);
            } else if (before.differs(person)) {
                changed.add(new Replaced(before, person));
            }
        });
        List<KnownPerson> absent = known.people().values().stream()
                .filter(person -> person.state() != SubjectState.LEFT && !people.containsKey(person.externalId()))
                .sorted(Comparator.comparing(KnownPerson::externalId))
                .toList();
        List<KnownPerson> missing = absent.stream()
                .filter(person -> !reading.gone().contains(person.externalId()))
                .toList();
        absent.stream()
                .filter(person -> reading.gone().contains(person.externalId()))
                .forEach(person -> changed.add(new Replaced(person, person.stated(SubjectState.LEFT))));
        List<SourceGroup> differing = groups.values().stream()
                .filter(group -> !group.equals(known.groups().get(group.externalId())))
                .toList();
        List<SourceGroup> gone = known.groups().values().stream()
                .filter(group -> !groups.containsKey(group.externalId()))
                .sorted(Comparator.comparing(SourceGroup::externalId))
                .toList();
        List<Members> gained = new ArrayList<>();
        List<Members> lost = new ArrayList<>();
        for (SourceGroup now : differing) {
            SourceGroup before = known.groups().getOrDefault(now.externalId(), empty(now));
            gained.add(Members.minus(now, before));
            lost.add(Members.minus(before, now));
        }
        gone.forEach(before -> lost.add(Members.minus(before, empty(before))));
        gained.removeIf(Members::isEmpty);
        lost.removeIf(Members::isEmpty);
        return new SourceDiff(joined, changed, missing, differing, gone, gained, lost);
    }

    private static SourceGroup empty(SourceGroup group) {
        return new SourceGroup(group.externalId(), group.name(), Set.of(), Set.of(), 0);
    }

    boolean isEmpty() {
        return joined.isEmpty() && changed.isEmpty() && missing.isEmpty() && groups.isEmpty() && goneGroups.isEmpty();
    }

    /** What the source says positively and only takes away: true whatever else of the reading is in doubt. */
    List<Replaced> ended() {
        return changed.stream()
                .filter(Replaced::ends)
                .map(one -> one.turns()
                        ? new Replaced(one.before(), one.now().with(one.before().nature()))
                        : one)
                .toList();
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
