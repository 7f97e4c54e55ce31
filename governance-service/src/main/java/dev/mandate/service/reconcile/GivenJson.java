package dev.mandate.service.reconcile;

import dev.mandate.model.access.RoleId;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.state.Given;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SubjectId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Why a grant was given, as it is stored beside it. */
final class GivenJson {
    private static final String SUBJECT = "subject";
    private static final String TENURE = "tenure";
    private static final String ROLES = "roles";
    private static final String ORIGINS = "origins";
    private static final String ROLE = "role";
    private static final String GROUP = "group";
    private static final String UNTIL = "until";

    private GivenJson() {}

    static String write(Given given) {
        return CanonicalJson.text(JsonValue.object(Map.of(
                SUBJECT, JsonValue.text(given.subject().value()),
                TENURE, JsonValue.number(given.tenure()),
                ROLES,
                        JsonValue.array(given.roles().stream()
                                .map(role -> JsonValue.text(role.value()))
                                .toList()),
                ORIGINS,
                        JsonValue.array(given.origins().stream()
                                .map(GivenJson::write)
                                .sorted(GivenJson::order)
                                .toList()))));
    }

    private static int order(JsonValue a, JsonValue b) {
        return CanonicalJson.text(a).compareTo(CanonicalJson.text(b));
    }

    private static JsonValue write(Given.Origin origin) {
        Map<String, JsonValue> members = new TreeMap<>();
        members.put(ROLE, JsonValue.text(origin.role().value()));
        if (origin.group() != null) {
            members.put(GROUP, JsonValue.text(origin.group().value()));
        }
        if (origin.until() != null) {
            members.put(UNTIL, JsonValue.text(origin.until().toString()));
        }
        return JsonValue.object(members);
    }

    /** Reads what {@link #write} wrote, apart from whose it is. */
    static Given read(SubjectId subject, String json) {
        Map<String, JsonValue> members = members(CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8)));
        return new Given(
                subject,
                (int) ((JsonValue.Numeral) value(members, TENURE)).value(),
                items(members, ROLES).stream()
                        .map(role -> RoleId.of(((JsonValue.Text) role).value()))
                        .collect(Collectors.toCollection(TreeSet::new)),
                items(members, ORIGINS).stream().map(GivenJson::origin).collect(Collectors.toSet()));
    }

    private static Given.Origin origin(JsonValue json) {
        Map<String, JsonValue> members = members(json);
        return new Given.Origin(
                RoleId.of(text(members, ROLE)),
                members.containsKey(GROUP) ? GroupId.of(text(members, GROUP)) : null,
                members.containsKey(UNTIL) ? Instant.parse(text(members, UNTIL)) : null);
    }

    private static Map<String, JsonValue> members(JsonValue json) {
        return ((JsonValue.Members) json).byName();
    }

    private static List<JsonValue> items(Map<String, JsonValue> members, String key) {
        return ((JsonValue.Array) value(members, key)).items();
    }

    private static String text(Map<String, JsonValue> members, String key) {
        return ((JsonValue.Text) value(members, key)).value();
    }

    private static JsonValue value(Map<String, JsonValue> members, String key) {
        JsonValue value = members.get(key);
        if (value == null) {
            throw new IllegalStateException("a stored reason of a grant lacks '" + key + "'");
        }
        return value;
    }
}
