package dev.mandate.service.cli;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Array;
import dev.mandate.model.ledger.JsonValue.Bool;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.JsonValue.Null;
import dev.mandate.model.ledger.JsonValue.Numeral;
import dev.mandate.model.ledger.JsonValue.Text;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that the service answered with.
 *
 * @param json as it came, for programs
 */
record View(String json, Members members) {
    static View of(String json) {
        if (CanonicalJson.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)) instanceof Members members) {
            return new View(json, members);
        }
        throw new IllegalArgumentException("the service answered with something else than a JSON object");
    }

    /** The text, or a number as text; empty where it is null or missing. */
    String text(String name) {
        return text(members.byName().get(name)).orElse("");
    }

    private static Optional<String> text(@Nullable JsonValue value) {
        return switch (value) {
            case null -> Optional.empty();
            case Text text -> Optional.of(text.value());
            case Numeral numeral ->
                Optional.of(
                        numeral.value() == Math.rint(numeral.value())
                                ? Long.toString((long) numeral.value())
                                : Double.toString(numeral.value()));
            case Bool bool -> Optional.of(Boolean.toString(bool.value()));
            case Null ignored -> Optional.empty();
            case Array ignored -> Optional.empty();
            case Members ignored -> Optional.empty();
        };
    }

    /** The number; 0 where there is none, so ask {@link #has} where that matters. */
    long number(String name) {
        return members.byName().get(name) instanceof Numeral numeral ? (long) numeral.value() : 0;
    }

    boolean flag(String name) {
        return members.byName().get(name) instanceof Bool bool && bool.value();
    }

    boolean has(String name) {
        JsonValue value = members.byName().get(name);
        return value != null && !(value instanceof Null);
    }

    View view(String name) {
        return members.byName().get(name) instanceof Members inner
                ? new View("", inner)
                : new View("", JsonValue.object(java.util.Map.of()));
    }

    List<View> views(String name) {
        if (!(members.byName().get(name) instanceof Array array)) {
            return List.of();
        }
        return array.items().stream()
                .filter(Members.class::isInstance)
                .map(item -> new View("", (Members) item))
                .toList();
    }

    List<String> texts(String name) {
        if (!(members.byName().get(name) instanceof Array array)) {
            return List.of();
        }
        return array.items().stream().flatMap(item -> text(item).stream()).toList();
    }
}
