package dev.mandate.service.faults;

import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.ReadSource;
import dev.mandate.service.directory.SourceGroup;
import dev.mandate.service.directory.SourceLimits;
import dev.mandate.service.directory.SourcePerson;
import dev.mandate.service.directory.SourceReading;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A source in memory that is always read whole. */
final class TestingSource implements ReadSource {
    static final SourceId CORP = SourceId.of("corp");

    private final Map<String, SubjectState> people = new TreeMap<>();
    private final Map<String, Set<String>> groups = new TreeMap<>();

    /** An active person, in these groups and in no others. */
    synchronized TestingSource person(String name, String... memberOf) {
        people.put(name, SubjectState.ACTIVE);
        groups.values().forEach(members -> members.remove(name));
        for (String group : memberOf) {
            groups.computeIfAbsent(group, key -> new TreeSet<>()).add(name);
        }
        return this;
    }

    synchronized TestingSource state(String name, SubjectState state) {
        people.put(name, state);
        return this;
    }

    /** Everybody leaves, and the source says so. */
    synchronized TestingSource everybodyLeaves() {
        people.replaceAll((name, state) -> SubjectState.LEFT);
        return this;
    }

    @Override
    public SourceId id() {
        return CORP;
    }

    @Override
    public SourceLimits limits() {
        return SourceLimits.DEFAULT;
    }

    @Override
    public synchronized SourceReading read() {
        return new SourceReading(
                CORP,
                people.entrySet().stream()
                        .map(person -> new SourcePerson(
                                "id-" + person.getKey(), person.getValue(), attributes(person.getKey())))
                        .toList(),
                groups.entrySet().stream()
                        .map(group -> new SourceGroup("id-" + group.getKey(), group.getKey(), ids(group), Set.of(), 0))
                        .toList());
    }

    private static Map<String, String> attributes(String name) {
        return Map.of(Subject.USERNAME, name, Subject.EMAIL, name + "@example.org");
    }

    private static Set<String> ids(Map.Entry<String, Set<String>> group) {
        return group.getValue().stream().map(name -> "id-" + name).collect(java.util.stream.Collectors.toSet());
    }
}
