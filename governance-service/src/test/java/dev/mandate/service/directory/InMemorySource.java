package dev.mandate.service.directory;

import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** People and groups that a test writes down; external ids are the names. Its limits never trip unless it is given some. */
public final class InMemorySource implements ReadSource {
    private static final SourceLimits LIMITS =
            new SourceLimits(Limit.count(1_000_000), Limit.count(1_000_000), Duration.ofDays(3650));

    private final SourceId id;
    private final SourceLimits limits;
    private final Map<String, SourcePerson> people = new TreeMap<>();
    private final Map<String, Set<String>> groups = new TreeMap<>();
    private @Nullable SourceException failure;

    public InMemorySource(SourceId id) {
        this(id, LIMITS);
    }

    InMemorySource(SourceId id, SourceLimits limits) {
        this.id = id;
        this.limits = limits;
    }

    public InMemorySource person(String username) {
        return person(username, SubjectState.ACTIVE);
    }

    public InMemorySource person(String username, SubjectState state) {
        return person(username, username + "@example.org", state);
    }

    synchronized InMemorySource person(String username, String email, SubjectState state) {
        people.put(
                username,
                new SourcePerson(
                        username,
                        state,
                        Map.of(
                                Subject.USERNAME, username,
                                Subject.EMAIL, email,
                                Subject.NAME, "Name of " + username)));
        return this;
    }

    /**
     * A service.
     *
     * @param owner null where nobody answers for it
     */
    public synchronized InMemorySource service(String username, @Nullable String owner) {
        person(username);
        people.computeIfPresent(username, (name, stated) -> stated.with(new Nature(SubjectKind.SERVICE, owner)));
        return this;
    }

    synchronized void state(String username, SubjectState state) {
        people.computeIfPresent(username, (name, stated) -> stated.with(state));
    }

    synchronized InMemorySource people(int from, int until) {
        for (int number = from; number < until; number++) {
            person("p" + number);
        }
        return this;
    }

    /** As if they had never been there: nothing says that they left. */
    synchronized InMemorySource without(String... usernames) {
        people.keySet().removeAll(Set.of(usernames));
        return this;
    }

    synchronized InMemorySource withoutPeople(int from, int until) {
        for (int number = from; number < until; number++) {
            people.remove("p" + number);
        }
        return this;
    }

    synchronized InMemorySource withoutGroup(String name) {
        groups.remove(name);
        return this;
    }

    synchronized InMemorySource failing(SourceException.@Nullable Code code) {
        failure = code == null ? null : new SourceException(id, code, "as the test wants it", null);
        return this;
    }

    /** Members are people and groups by name; others are foreign. */
    public synchronized InMemorySource group(String name, String... members) {
        groups.computeIfAbsent(name, key -> new TreeSet<>()).addAll(Arrays.asList(members));
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
        return limits;
    }

    @Override
    public synchronized SourceReading read() {
        if (failure != null) {
            throw failure;
        }
        return new SourceReading(
                id,
                people.values().stream().toList(),
                groups.entrySet().stream()
                        .map(group -> group(group.getKey(), group.getValue()))
                        .toList());
    }

    private SourceGroup group(String name, Set<String> members) {
        Set<String> persons = members.stream().filter(people::containsKey).collect(Collectors.toSet());
        Set<String> nested = members.stream().filter(groups::containsKey).collect(Collectors.toSet());
        return new SourceGroup(name, name, persons, nested, members.size() - persons.size() - nested.size());
    }
}
