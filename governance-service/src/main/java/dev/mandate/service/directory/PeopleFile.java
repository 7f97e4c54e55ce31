package dev.mandate.service.directory;

import dev.mandate.model.subject.Ids;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Node;
import dev.mandate.service.yaml.Place;
import dev.mandate.service.yaml.Shown;
import dev.mandate.service.yaml.YamlText;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the text of a file of people and groups; everything that is wrong with it becomes a fault with its place. */
final class PeopleFile {
    /** Twice what a file of the greatest size we promise holds: no text fills the memory. */
    private static final int MOST_NODES = 4_000_000;

    /** Comparing a name with every known one takes time: where many are unknown, a list is missing. */
    private static final int HINTS = 20;

    private static final String ATTRIBUTE = "[A-Za-z][A-Za-z0-9_-]{0,63}";
    private static final Set<String> OWN_KEYS = Set.of(Subject.USERNAME, Subject.EMAIL, Subject.NAME);

    private final String file;
    private final Faults faults;
    private final Map<String, Place> people = new HashMap<>();
    private final Map<String, Place> groups = new HashMap<>();
    private final Map<String, Node.Text> owners = new HashMap<>();
    private int hints;

    private PeopleFile(String file, Faults faults) {
        this.file = file;
        this.faults = faults;
    }

    /** What a file says. */
    record Content(List<SourcePerson> people, List<SourceGroup> groups) {
        Content {
            people = List.copyOf(people);
            groups = List.copyOf(groups);
        }
    }

    /** Of no use where there is a fault. */
    static Content read(String file, String text, Faults faults) {
        return new PeopleFile(file, faults).content(text);
    }

    private Content content(String text) {
        List<Node> documents = YamlText.read(file, text, faults, MOST_NODES);
        if (documents.size() != 1) {
            if (faults.none()) {
                String found = documents.isEmpty() ? "is empty" : "holds " + documents.size() + " documents";
                faults.add(new Place(file, 1, 1), found, "write one document with the key people");
            }
            return new Content(List.of(), List.of());
        }
        return Fields.of(FileFormat.FILE, documents.getFirst(), faults)
                .map(this::content)
                .orElseGet(() -> new Content(List.of(), List.of()));
    }

    private Content content(Fields fields) {
        List<Node> persons = fields.items("people");
        List<SourcePerson> stated = persons.stream()
                .flatMap(node -> Fields.of(FileFormat.PERSON, node, faults).stream())
                .flatMap(person -> person(person).stream())
                .toList();
        // Only now: an owner may be named before they are written.
        List<SourcePerson> everybody = stated.stream().map(this::owned).toList();
        if (persons.isEmpty() && fields.node("people").isPresent()) {
            faults.add(
                    fields.place("people"), "there is nobody in it", "a file without people is taken for a broken one");
        }
        List<Node> written = fields.items("groups");
        List<Identified> identified = written.stream()
                .flatMap(node -> Fields.of(FileFormat.GROUP, node, faults).stream())
                .map(group -> new Identified(id(group, "group", groups), group))
                .toList();
        // Only now: a group may be named before it is written.
        List<SourceGroup> all =
                identified.stream().flatMap(group -> group(group).stream()).toList();
        fields.fields("counts", FileFormat.COUNTS).ifPresent(counts -> {
            compare(counts, "people", persons.size());
            compare(counts, "groups", written.size());
        });
        return new Content(everybody, all);
    }

    private record Identified(Optional<String> id, Fields fields) {}

    private void compare(Fields counts, String key, int found) {
        counts.number(key).ifPresent(said -> {
            if (said != found) {
                faults.add(
                        counts.place(key),
                        "'" + key + "' are " + found + " and not " + said,
                        "the file was cut off, or written by two at once; write it again as a whole");
            }
        });
    }

    private Optional<SourcePerson> person(Fields fields) {
        Optional<String> id = id(fields, "person", people);
        Map<String, String> attributes = new HashMap<>();
        OWN_KEYS.forEach(key -> text(fields, key).ifPresent(value -> attributes.put(key, value)));
        fields.node("attributes").ifPresent(node -> attributes(node, attributes));
        SubjectState state = fields.word("state").map(SubjectState::ofWord).orElse(SubjectState.ACTIVE);
        SubjectKind kind = fields.word("kind").map(SubjectKind::ofWord).orElse(SubjectKind.PERSON);
        Optional<Node.Text> owner = scalar(fields, "owner");
        if (owner.isPresent() && kind == SubjectKind.PERSON) {
            faults.add(
                    owner.get().place(),
                    "'owner' is of a person, who answers for themselves",
                    "remove it, or write kind: service or kind: machine");
            owner = Optional.empty();
        }
        Optional<Node.Text> named = owner;
        id.ifPresent(value -> named.ifPresent(text -> owners.put(value, text)));
        return id.map(value -> new SourcePerson(value, new Nature(kind, null), state, attributes));
    }

    private SourcePerson owned(SourcePerson stated) {
        Node.Text owner = owners.get(stated.externalId());
        if (owner == null) {
            return stated;
        }
        String id = normal(owner.value());
        if (!people.containsKey(id)) {
            unknown(owner, "people", people);
            return stated;
        }
        return stated.with(new Nature(stated.nature().kind(), id));
    }

    private void attributes(Node node, Map<String, String> attributes) {
        if (!(node instanceof Node.Table table)) {
            faults.add(node.place(), "'attributes' is " + node.shape(), "write a mapping of names");
            return;
        }
        for (Node.Entry entry : table.entries()) {
            String name = entry.key().value();
            if (!name.matches(ATTRIBUTE) || OWN_KEYS.contains(name)) {
                faults.add(
                        entry.key().place(),
                        "an attribute cannot be called " + Shown.quote(name),
                        OWN_KEYS.contains(name)
                                ? "write it as a key of the person"
                                : "write 1 to 64 of letters, digits, '_' and '-', a letter first");
                continue;
            }
            Fields.text(name, entry.value(), faults)
                    .flatMap(text -> usable(text, name, FileFormat.LONGEST_TEXT))
                    .ifPresent(value -> attributes.put(name, value));
        }
    }

    private Optional<SourceGroup> group(Identified group) {
        Set<String> persons = members(group.fields(), "people", people);
        Set<String> nested = members(group.fields(), "groups", groups);
        Optional<String> name = text(group.fields(), "name");
        return group.id().flatMap(id -> name.map(called -> new SourceGroup(id, called, persons, nested, 0)));
    }

    private Set<String> members(Fields fields, String key, Map<String, Place> known) {
        Set<String> members = new LinkedHashSet<>();
        for (Node node : fields.items(key)) {
            Fields.text(key, node, faults).ifPresent(text -> {
                String id = normal(text.value());
                if (!known.containsKey(id)) {
                    unknown(text, key, known);
                } else if (!members.add(id)) {
                    faults.add(text.place(), Shown.quote(id) + " is there twice", "keep one of them");
                }
            });
        }
        return members;
    }

    private void unknown(Node.Text text, String key, Map<String, Place> known) {
        String otherwise = "write the id of one under '" + key + "', or remove it";
        faults.add(
                text.place(),
                "no id under '" + key + "' is " + Shown.quote(text.value()),
                hints++ < HINTS ? Nearest.hint(text.value(), known.keySet(), otherwise) : otherwise);
    }

    private Optional<String> id(Fields fields, String what, Map<String, Place> known) {
        Optional<String> id = scalar(fields, "id").flatMap(text -> usable(text, "id", FileFormat.LONGEST_ID));
        id.ifPresent(value -> {
            Place first = known.putIfAbsent(value, fields.place("id"));
            if (first != null) {
                faults.add(
                        fields.place("id"),
                        "the " + what + " on line " + first.line() + " has the id " + Shown.quote(value) + " already",
                        "give each an id of its own, and never the id of one that is gone");
            }
        });
        return id;
    }

    private Optional<String> text(Fields fields, String key) {
        return scalar(fields, key).flatMap(text -> usable(text, key, FileFormat.LONGEST_TEXT));
    }

    private static Optional<Node.Text> scalar(Fields fields, String key) {
        return fields.text(key).flatMap(ignored -> fields.node(key)).map(Node.Text.class::cast);
    }

    private Optional<String> usable(Node.Text text, String key, int longest) {
        String value = normal(text.value());
        if (value.length() <= longest && Ids.isText(value) && !value.isBlank()) {
            return Optional.of(value);
        }
        faults.add(
                text.place(),
                "'" + key + "' has " + value.length() + " characters, or is blank, or holds control characters",
                "write 1 to " + longest + " characters of text");
        return Optional.empty();
    }

    private static String normal(String value) {
        return Normalizer.normalize(value, Normalizer.Form.NFC);
    }
}
