package dev.mandate.service.policy;

import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SubjectId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A directory of a few names, all of the source {@code corp}. */
final class InMemoryNames implements DirectoryNames {
    private final Map<String, GroupId> groups = new HashMap<>();
    private final Map<String, Stay> subjects = new HashMap<>();

    InMemoryNames group(String name, String id) {
        groups.put("corp/" + name, GroupId.of(id));
        return this;
    }

    InMemoryNames subject(String name, String id, int tenure) {
        subjects.put("corp/" + name, new Stay(SubjectId.of(id), tenure));
        return this;
    }

    void rename(String from, String to) {
        group(to, Objects.requireNonNull(groups.remove("corp/" + from)).value());
    }

    @Override
    public Optional<GroupId> group(GroupRef group) {
        if (group.byId()) {
            return Optional.of(GroupId.of(group.name())).filter(this::exists);
        }
        return Optional.ofNullable(groups.get(group.toString()));
    }

    @Override
    public boolean exists(GroupId group) {
        return groups.containsValue(group);
    }

    @Override
    public Optional<Stay> subject(SubjectRef subject) {
        return Optional.ofNullable(subjects.get(subject.toString()));
    }

    @Override
    public Collection<String> known(PartyRef like) {
        return switch (like) {
            case GroupRef ignored -> groups.keySet();
            case SubjectRef ignored -> subjects.keySet();
        };
    }
}
