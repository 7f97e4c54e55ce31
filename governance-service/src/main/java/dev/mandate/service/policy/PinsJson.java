package dev.mandate.service.policy;

import dev.mandate.model.access.Pins;
import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Array;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.JsonValue.Numeral;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SubjectId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pins as they are stored. */
final class PinsJson {
    private PinsJson() {}

    static Members of(Pins pins) {
        var groups = new TreeMap<String, JsonValue>();
        pins.groups().forEach((group, id) -> groups.put(group.toString(), JsonValue.text(id.value())));
        var subjects = new TreeMap<String, JsonValue>();
        pins.subjects()
                .forEach((subject, stay) -> subjects.put(
                        subject.toString(),
                        JsonValue.object(Map.of(
                                "subject", JsonValue.text(stay.subject().value()),
                                "tenure", JsonValue.number(stay.tenure())))));
        List<JsonValue.Text> frozen = pins.frozen().stream()
                .sorted()
                .map(g -> JsonValue.text(g.toString()))
                .toList();
        return JsonValue.object(Map.of(
                "groups", JsonValue.object(groups),
                "subjects", JsonValue.object(subjects),
                "frozen", JsonValue.array(frozen)));
    }

    static Pins read(String json) {
        var stored = members(CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8)));
        var groups = new HashMap<GroupRef, GroupId>();
        members(stored.get("groups")).forEach((ref, id) -> groups.put(GroupRef.parse(ref), GroupId.of(text(id))));
        var subjects = new HashMap<SubjectRef, Stay>();
        members(stored.get("subjects")).forEach((ref, stay) -> {
            var parts = members(stay);
            subjects.put(
                    SubjectRef.parse(ref),
                    new Stay(SubjectId.of(text(parts.get("subject"))), number(parts.get("tenure"))));
        });
        var frozen = new HashSet<GroupRef>();
        texts(stored.get("frozen")).forEach(ref -> frozen.add(GroupRef.parse(ref)));
        return new Pins(groups, subjects, frozen);
    }

    static List<String> texts(@Nullable JsonValue value) {
        if (value instanceof Array array) {
            return array.items().stream().map(PinsJson::text).toList();
        }
        throw new IllegalArgumentException("not a list: " + value);
    }

    private static Map<String, JsonValue> members(@Nullable JsonValue value) {
        if (value instanceof Members members) {
            return members.byName();
        }
        throw new IllegalArgumentException("not an object: " + value);
    }

    private static String text(@Nullable JsonValue value) {
        if (value instanceof JsonValue.Text(var text)) {
            return text;
        }
        throw new IllegalArgumentException("not a text: " + value);
    }

    private static int number(@Nullable JsonValue value) {
        if (value instanceof Numeral(var number)) {
            return (int) number;
        }
        throw new IllegalArgumentException("not a number: " + value);
    }
}
