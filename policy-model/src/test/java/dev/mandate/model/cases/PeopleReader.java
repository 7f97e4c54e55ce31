package dev.mandate.model.cases;

import dev.mandate.model.access.Pins;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.Identities;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads {@code subjects: {ann: active, bob: {state: left, tenure: 2}}} and {@code groups: {outer: [ann, group:inner]}}.
 * A subject's user name is its id unless it says otherwise; {@code identities: {ann-hr: ann}} says that two are one.
 */
final class PeopleReader {
    private static final SourceId SOURCE = SourceId.of("corp");
    private static final String GROUP = "group:";
    private final Yaml given;

    PeopleReader(Yaml given) {
        this.given = given;
    }

    static GroupRef group(String name) {
        return new GroupRef(SOURCE, name, false);
    }

    Directory directory() {
        var subjects = new HashMap<SubjectId, Subject>();
        given.in("subjects").keys().forEach(id -> subjects.put(SubjectId.of(id), subject(id)));
        var groups = new HashMap<GroupId, Group>();
        for (String name : given.in("groups").keys()) {
            var members = new HashSet<SubjectId>();
            var inner = new HashSet<GroupId>();
            for (String member : given.in("groups").texts(name)) {
                if (member.startsWith(GROUP)) {
                    inner.add(GroupId.of(member.substring(GROUP.length())));
                } else {
                    members.add(SubjectId.of(member));
                }
            }
            groups.put(GroupId.of(name), new Group(GroupId.of(name), SOURCE, name, members, inner));
        }
        var identities = new Identities(
                subjects.values(),
                given.in("identities").keys().stream()
                        .collect(Collectors.toMap(
                                SubjectId::of,
                                id -> SubjectId.of(given.in("identities").need(id)))));
        groups.replaceAll((id, group) -> new Group(
                id,
                SOURCE,
                group.name(),
                group.subjects().stream()
                        .map(member -> identities.links().containsKey(member)
                                ? identities.links().get(member).subject()
                                : member)
                        .collect(Collectors.toSet()),
                group.groups()));
        return new Directory(1, identities.subjects(), groups, identities.links());
    }

    private Subject subject(String id) {
        Yaml subjects = given.in("subjects");
        boolean brief = subjects.values().get(id) instanceof String;
        Yaml row = brief ? Yaml.of(id, Map.of()) : subjects.in(id);
        var attributes = new HashMap<String, String>();
        attributes.put(Subject.USERNAME, id);
        row.keys().stream()
                .filter(key -> !Set.of("state", "tenure", "kind", "owner").contains(key))
                .forEach(key -> attributes.put(key, row.need(key)));
        String state = brief ? subjects.need(id) : row.text("state", "active");
        return new Subject(
                SubjectId.of(id),
                SubjectKind.ofWord(row.text("kind", "person")),
                SubjectState.valueOf(state.toUpperCase(Locale.ROOT)),
                row.number("tenure", 1),
                attributes,
                row.has("owner") ? SubjectId.of(row.need("owner")) : null);
    }

    /** Every group and subject is pinned to itself, unless {@code pins: {name: id}} says to what else. */
    Pins pins() {
        var groups = new HashMap<GroupRef, GroupId>();
        Set<String> names = new HashSet<>(given.in("groups").keys());
        names.addAll(given.in("pins").keys());
        names.forEach(
                name -> groups.put(group(name), GroupId.of(given.in("pins").text(name, name))));
        var subjects = new HashMap<SubjectRef, Pins.Stay>();
        given.each("written").forEach(row -> {
            String name = row.need("subject");
            subjects.put(new SubjectRef(SOURCE, name), new Pins.Stay(SubjectId.of(name), 1));
        });
        return new Pins(
                groups,
                subjects,
                given.texts("frozen").stream().map(PeopleReader::group).collect(Collectors.toSet()));
    }
}
