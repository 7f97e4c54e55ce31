package dev.mandate.service.directory;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Names a difference, so that a release lets pass what was looked at and nothing else. */
final class DiffHash {
    private DiffHash() {}

    static String of(SourceDiff diff) {
        JsonValue json = JsonValue.object(Map.of(
                "joined", texts(diff.joined(), SourcePerson::externalId),
                "missing", texts(diff.missing(), KnownPerson::externalId),
                "gone_groups", texts(diff.goneGroups(), SourceGroup::externalId),
                "groups",
                        JsonValue.array(
                                diff.groups().stream().map(DiffHash::group).toList())));
        return Sha256.digest(CanonicalJson.bytes(json)).hex();
    }

    private static JsonValue group(SourceGroup group) {
        return JsonValue.object(Map.of(
                "id", JsonValue.text(group.externalId()),
                "name", JsonValue.text(group.name()),
                "people", texts(group.people(), id -> id),
                "groups", texts(group.groups(), id -> id)));
    }

    private static <T> JsonValue texts(Collection<T> all, Function<T, String> text) {
        List<JsonValue.Text> sorted =
                all.stream().map(text).sorted().map(JsonValue::text).toList();
        return JsonValue.array(sorted);
    }
}
