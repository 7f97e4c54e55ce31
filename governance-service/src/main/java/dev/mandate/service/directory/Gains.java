package dev.mandate.service.directory;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who of the known people may hold more once a reading is taken over; rather too many than too few. */
final class Gains {
    private Gains() {}

    /** Whoever gets into a group, however it is nested, or may hold access again. */
    static Set<UUID> of(KnownSource known, SourceReading reading, SourceDiff diff) {
        Map<String, SourceGroup> groups =
                reading.groups().stream().collect(Collectors.toMap(SourceGroup::externalId, Function.identity()));
        Set<String> people = new HashSet<>();
        Set<String> nested = new HashSet<>();
        diff.gained().forEach(members -> {
            people.addAll(members.people());
            nested.addAll(members.groups());
        });
        people.addAll(SourceChanges.within(nested, groups));
        diff.changed().stream()
                .filter(one -> one.returns()
                        || one.regains()
                        || one.turns()
                        || one.before().missing())
                .forEach(one -> people.add(one.now().externalId()));
        // Whoever is to answer for it gains what it gains.
        Stream.of(
                        reading.people().stream().filter(one -> people.contains(one.externalId())),
                        diff.joined().stream(),
                        diff.changed().stream()
                                .filter(one ->
                                        !one.before().nature().equals(one.now().nature()))
                                .map(SourceDiff.Replaced::now))
                .flatMap(Function.identity())
                .map(one -> one.nature().owner())
                .filter(Objects::nonNull)
                .toList()
                .forEach(people::add);
        return people.stream()
                .map(known.people()::get)
                .filter(Objects::nonNull)
                .map(KnownPerson::id)
                .collect(Collectors.toSet());
    }

    /** Of whom the reading says what a link rule may take as evidence. */
    static List<SourcePerson> stated(SourceDiff diff) {
        return Stream.concat(
                        diff.joined().stream(),
                        diff.changed().stream()
                                .filter(one -> !one.before()
                                        .attributes()
                                        .equals(one.now().attributes()))
                                .map(SourceDiff.Replaced::now))
                .toList();
    }

    /** As it is stored and compared. */
    static UUID[] sorted(Collection<UUID> people) {
        return people.stream().sorted().toArray(UUID[]::new);
    }
}
