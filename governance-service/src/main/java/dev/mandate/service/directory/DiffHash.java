package dev.mandate.service.directory;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

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
                "natures", texts(natures(diff), text -> text),
                "missing", texts(diff.missing(), KnownPerson::externalId),
                "gone_groups", texts(diff.goneGroups(), SourceGroup::externalId),
                "gained", members(diff.gained()),
                "lost", members(diff.lost())));
        return Sha256.digest(CanonicalJson.bytes(json)).hex();
    }

    /** Who is of another kind, or gets somebody else to answer for them: that person gains what they gain. */
    private static List<String> natures(SourceDiff diff) {
        Stream<SourcePerson> joined =
                diff.joined().stream().filter(one -> !one.nature().isPerson());
        Stream<SourcePerson> changed = diff.changed().stream()
                .filter(one -> !one.before().nature().equals(one.now().nature()))
                .map(SourceDiff.Replaced::now);
        return Stream.concat(joined, changed)
                .map(one -> one.externalId() + " " + one.nature())
                .toList();
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
