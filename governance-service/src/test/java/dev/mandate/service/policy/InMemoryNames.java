package dev.mandate.service.policy;

import static java.util.stream.Collectors.toMap;

import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.directory.DirectoryNames;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory of a few names, all of the source {@code corp}. */
final class InMemoryNames implements DirectoryNames {
    private final Map<String, Set<GroupId>> groups = new ConcurrentHashMap<>();
    private final Map<String, Stay> subjects = new ConcurrentHashMap<>();
    private boolean everyName;

    InMemoryNames group(String name, String... ids) {
        groups.put(
                "corp/" + name,
                Stream.of(ids).map(id -> GroupId.of("corp:" + id)).collect(Collectors.toSet()));
        return this;
    }

    InMemoryNames subject(String name, String id, int tenure) {
        subjects.put("corp/" + name, new Stay(SubjectId.of(id), tenure));
        return this;
    }

    void rename(String from, String to) {
        groups.put("corp/" + to, Objects.requireNonNull(groups.remove("corp/" + from)));
    }

    /** From now on there is no unknown name. */
    void everyName() {
        everyName = true;
    }

    private void know(PartyRef reference) {
        switch (reference) {
            case GroupRef group -> group(group.name(), group.name());
            case SubjectRef subject -> subject(subject.username(), subject.username(), 1);
        }
    }

    @Override
    public Found find(Set<PartyRef> references, Set<GroupId> ids) {
        if (everyName) {
            references.forEach(this::know);
        }
        Set<GroupId> all = groups.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        var existing = new HashSet<>(ids);
        existing.retainAll(all);
        return new Found(
                references.stream()
                        .filter(GroupRef.class::isInstance)
                        .map(GroupRef.class::cast)
                        .collect(toMap(Function.identity(), group -> named(group, all))),
                references.stream()
                        .filter(SubjectRef.class::isInstance)
                        .map(SubjectRef.class::cast)
                        .filter(subject -> subjects.containsKey(subject.toString()))
                        .collect(toMap(
                                Function.identity(),
                                subject -> Set.of(Objects.requireNonNull(subjects.get(subject.toString()))))),
                existing);
    }

    private Set<GroupId> named(GroupRef group, Set<GroupId> all) {
        if (!group.byId()) {
            return groups.getOrDefault(group.toString(), Set.of());
        }
        GroupId id = GroupId.of(group.source() + ":" + group.name());
        return all.contains(id) ? Set.of(id) : Set.of();
    }

    @Override
    public Collection<String> known(PartyRef like) {
        return switch (like) {
            case GroupRef ignored -> groups.keySet();
            case SubjectRef ignored -> subjects.keySet();
        };
    }
}
