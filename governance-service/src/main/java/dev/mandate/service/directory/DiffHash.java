package dev.mandate.service.directory;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Names what a difference gives and takes, so that a release lets pass what was looked at and nothing else. */
final class DiffHash {
    private DiffHash() {}

    static String of(SourceDiff diff) {
        JsonValue json = JsonValue.object(Map.of(
                "joined", texts(diff.joined(), SourcePerson::externalId),
                "returned",
                        texts(
                                diff.changed().stream()
                                        .filter(one -> one.returns() || one.regains())
                                        .toList(),
                                one -> one.now().externalId()),
                "turned",
                        texts(
                                diff.changed().stream()
                                        .filter(SourceDiff.Replaced::turns)
                                        .toList(),
                                one -> one.now().externalId() + " " + one.now().nature()),
                "missing", texts(diff.missing(), KnownPerson::externalId),
                "gone_groups", texts(diff.goneGroups(), SourceGroup::externalId),
                "gained", members(diff.gained()),
                "lost", members(diff.lost())));
        return Sha256.digest(CanonicalJson.bytes(json)).hex();
    }

    private static JsonValue members(List<SourceDiff.Members> all) {
        return JsonValue.array(all.stream()
                .map(one -> JsonValue.object(Map.of(
                        "group", JsonValue.text(one.group()),
                        "people", texts(one.people(), id -> id),
                        "groups", texts(one.groups(), id -> id))))
                .toList());
    }

    private static <T> JsonValue texts(Collection<T> all, Function<T, String> text) {
        List<JsonValue.Text> sorted =
                all.stream().map(text).sorted().map(JsonValue::text).toList();
        return JsonValue.array(sorted);
    }
}
