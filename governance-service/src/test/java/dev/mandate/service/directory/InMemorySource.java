package dev.mandate.service.directory;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectState;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** People and groups that a test writes down; external ids are the names. Its limits never trip. */
public final class InMemorySource implements Source {
    private static final SourceLimits LIMITS =
            new SourceLimits(Limit.count(1_000_000), Limit.count(1_000_000), Duration.ofDays(3650));

    private final SourceId id;
    private final Map<String, SourcePerson> people = new TreeMap<>();
    private final Map<String, Set<String>> groups = new TreeMap<>();

    public InMemorySource(SourceId id) {
        this.id = id;
    }

    public InMemorySource person(String username) {
        return person(username, SubjectState.ACTIVE);
    }

    public synchronized InMemorySource person(String username, SubjectState state) {
        people.put(
                username,
                new SourcePerson(
                        username,
                        state,
                        Map.of(
                                Subject.USERNAME, username,
                                Subject.EMAIL, username + "@example.org",
                                Subject.NAME, "Name of " + username)));
        return this;
    }

    public synchronized InMemorySource group(String name, String... members) {
        groups.computeIfAbsent(name, key -> new TreeSet<>()).addAll(Set.of(members));
        return this;
    }

    public synchronized InMemorySource leaveGroup(String name, String member) {
        groups.getOrDefault(name, new TreeSet<>()).remove(member);
        return this;
    }

    @Override
    public SourceId id() {
        return id;
    }

    @Override
    public SourceLimits limits() {
        return LIMITS;
    }

    @Override
    public synchronized SourceReading read() {
        return new SourceReading(
                id,
                people.values().stream().toList(),
                groups.entrySet().stream()
                        .map(group -> new SourceGroup(group.getKey(), group.getKey(), group.getValue(), Set.of(), 0))
                        .toList());
    }
}
