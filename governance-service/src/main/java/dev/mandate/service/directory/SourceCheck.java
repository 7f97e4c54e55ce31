package dev.mandate.service.directory;

import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.SourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a source holds and what taking it over would do, to look at before it is used.
 *
 * @param states how many people there are per state
 * @param memberships direct ones, of people and of groups
 * @param foreign how many members are neither a person nor a group of the read
 * @param person the attributes of one sample person; empty if there is none
 * @param personsGroups names of that person's direct groups
 * @param joined people who are new against what was accepted last; likewise the next three
 * @param changedGroups groups that are new, gone or differ
 * @param hash names that difference
 * @param findings why it would wait; empty if it would pass
 * @param remarks what somebody has to know of it; stops nothing
 * @param blindSpots what this source cannot tell as it is set up
 */
public record SourceCheck(
        SourceId source,
        int people,
        Map<String, Long> states,
        int groups,
        long memberships,
        long foreign,
        Map<String, String> person,
        List<String> personsGroups,
        int joined,
        int changed,
        int missing,
        int changedGroups,
        String hash,
        List<Finding> findings,
        List<Finding> remarks,
        List<String> blindSpots,
        Duration took) {
    public SourceCheck {
        states = new TreeMap<>(states);
        person = new TreeMap<>(person);
        personsGroups = List.copyOf(personsGroups);
        findings = List.copyOf(findings);
        remarks = List.copyOf(remarks);
        blindSpots = List.copyOf(blindSpots);
    }

    /** @param untold why the source does not tell of its changes as it could; null if it does, or never could */
    static SourceCheck of(
            ReadSource source,
            SourceReading reading,
            SourceDiff diff,
            List<Finding> findings,
            @Nullable String untold,
            Duration took) {
        List<String> blindSpots = new ArrayList<>(source.blindSpots());
        if (untold != null) {
            blindSpots.add("changes, until it is read every " + source.every().toSeconds() + " s: " + untold);
        }
        return of(source, reading, diff, DiffHash.of(diff), findings, blindSpots, took);
    }

    /** Of a source that is pushed to: what is known is what was pushed, and what waits is the last push that was refused. */
    static SourceCheck of(PushSource source, SourceReading pushed, SourceStanding standing, Duration took) {
        List<String> blindSpots = new ArrayList<>(source.blindSpots());
        blindSpots.add(
                standing.accepted() == null
                        ? "everything: the provider has not called yet"
                        : "whatever happened since the provider last called, at " + standing.accepted());
        String waiting = standing.waiting() == null ? DiffHash.of(SourceDiff.NONE) : standing.waiting();
        return of(source, pushed, SourceDiff.NONE, waiting, standing.findings(), blindSpots, took);
    }

    private static SourceCheck of(
            Source source,
            SourceReading reading,
            SourceDiff diff,
            String hash,
            List<Finding> findings,
            List<String> blindSpots,
            Duration took) {
        Map<String, List<String>> groups = new HashMap<>();
        reading.groups()
                .forEach(group -> group.people()
                        .forEach(person -> groups.computeIfAbsent(person, id -> new ArrayList<>())
                                .add(group.name())));
        var sample = reading.people().stream()
                .min(Comparator.comparingInt(
                                (SourcePerson person) -> -groups.getOrDefault(person.externalId(), List.of())
                                        .size())
                        .thenComparing(SourcePerson::externalId));
        return new SourceCheck(
                source.id(),
                reading.people().size(),
                reading.people().stream()
                        .collect(Collectors.groupingBy(person -> person.state().word(), Collectors.counting())),
                reading.groups().size(),
                reading.groups().stream()
                        .mapToLong(
                                group -> group.people().size() + group.groups().size())
                        .sum(),
                reading.groups().stream().mapToLong(SourceGroup::foreign).sum(),
                sample.map(SourcePerson::attributes).orElse(Map.of()),
                sample.map(person -> groups.getOrDefault(person.externalId(), List.of()).stream()
                                .sorted()
                                .toList())
                        .orElse(List.of()),
                diff.joined().size(),
                diff.changed().size(),
                diff.missing().size(),
                diff.groups().size() + diff.goneGroups().size(),
                hash,
                findings,
                reading.remarks(),
                blindSpots,
                took);
    }
}
