package dev.mandate.service.directory;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Findings as they are stored. */
final class FindingsJson {
    private FindingsJson() {}

    static String write(List<Finding> findings) {
        return CanonicalJson.text(JsonValue.array(findings.stream()
                .map(finding -> JsonValue.object(Map.of(
                        "code", JsonValue.text(finding.code().code()),
                        "about", JsonValue.text(finding.about()),
                        "message", JsonValue.text(finding.message()))))
                .toList()));
    }

    static List<Finding> read(String json) {
        if (!(CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8)) instanceof JsonValue.Array(var items))) {
            throw new IllegalStateException("stored findings are not a list");
        }
        return items.stream().map(FindingsJson::finding).toList();
    }

    private static Finding finding(JsonValue json) {
        if (!(json instanceof JsonValue.Members(var members))) {
            throw new IllegalStateException("a stored finding is not an object");
        }
        return new Finding(
                FindingCode.valueOf(
                        text(members, "code").toUpperCase(Locale.ROOT).replace('-', '_')),
                text(members, "about"),
                text(members, "message"));
    }

    private static String text(Map<String, JsonValue> members, String name) {
        if (members.get(name) instanceof JsonValue.Text(var value)) {
            return value;
        }
        throw new IllegalStateException("a stored finding has no " + name);
    }
}
