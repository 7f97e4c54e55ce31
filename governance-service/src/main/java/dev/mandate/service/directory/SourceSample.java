package dev.mandate.service.directory;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a source holds, to look at before it is used.
 *
 * @param states how many people there are per state
 * @param foreign how many members are neither a person nor a group of the read
 * @param person the attributes of one sample person; empty if there is none
 * @param groups names of that person's direct groups
 */
public record SourceSample(
        int people,
        Map<String, Long> states,
        int groupCount,
        long memberships,
        long foreign,
        Map<String, String> person,
        List<String> groups) {
    static SourceSample of(SourceReading reading) {
        SourcePerson sample = reading.people().stream()
                .min(Comparator.comparingInt((SourcePerson person) ->
                                -memberOf(reading, person).size())
                        .thenComparing(SourcePerson::externalId))
                .orElse(null);
        return new SourceSample(
                reading.people().size(),
                reading.people().stream()
                        .collect(java.util.stream.Collectors.groupingBy(
                                person -> person.state().name().toLowerCase(java.util.Locale.ROOT),
                                java.util.TreeMap::new,
                                java.util.stream.Collectors.counting())),
                reading.groups().size(),
                reading.groups().stream()
                        .mapToLong(
                                group -> group.people().size() + group.groups().size())
                        .sum(),
                reading.groups().stream().mapToLong(SourceGroup::foreign).sum(),
                sample == null ? Map.of() : sample.attributes(),
                sample == null ? List.of() : memberOf(reading, sample));
    }

    private static List<String> memberOf(SourceReading reading, SourcePerson person) {
        return reading.groups().stream()
                .filter(group -> group.people().contains(person.externalId()))
                .map(SourceGroup::name)
                .sorted()
                .toList();
    }
}
