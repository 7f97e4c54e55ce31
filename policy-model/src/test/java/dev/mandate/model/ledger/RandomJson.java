package dev.mandate.model.ledger;

import static java.util.Objects.requireNonNull;

import dev.mandate.model.ledger.JsonValue.Array;
import dev.mandate.model.ledger.JsonValue.Bool;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.JsonValue.Null;
import dev.mandate.model.ledger.JsonValue.Numeral;
import dev.mandate.model.ledger.JsonValue.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SplittableRandom;

/** Values of every kind: odd names, all planes of Unicode, extreme numbers. */
final class RandomJson {
    private RandomJson() {}

    static JsonValue value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> JsonValue.text(text(random));
            case 1 -> JsonValue.number(random.nextLong(-JsonValue.MAX_INTEGER, JsonValue.MAX_INTEGER + 1));
            case 2 -> number(random);
            case 3 -> JsonValue.bool(random.nextBoolean());
            case 4 -> new Null();
            case 5 -> array(random, depth);
            default -> object(random, depth);
        };
    }

    private static Array array(SplittableRandom random, int depth) {
        var items = new ArrayList<JsonValue>();
        for (var i = random.nextInt(5); i > 0; i--) {
            items.add(value(random, depth - 1));
        }
        return JsonValue.array(items);
    }

    static Members object(SplittableRandom random, int depth) {
        var members = new HashMap<String, JsonValue>();
        for (var i = random.nextInt(6); i > 0; i--) {
            members.put(text(random), value(random, depth - 1));
        }
        return JsonValue.object(members);
    }

    private static Numeral number(SplittableRandom random) {
        var value = Double.longBitsToDouble(random.nextLong());
        return new Numeral(Double.isFinite(value) ? value : 0.1);
    }

    static String text(SplittableRandom random) {
        var text = new StringBuilder();
        for (var i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(codePoint(random));
        }
        return text.toString();
    }

    private static int codePoint(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> random.nextInt(0xe000, 0x10000);
            case 2 -> random.nextInt(0x10000, 0x110000);
            case 3 -> random.nextInt(0xd800);
            default -> random.nextInt(0x20, 0x7f);
        };
    }

    /** An equal value whose objects were filled in another order. */
    static JsonValue shuffled(SplittableRandom random, JsonValue value) {
        return switch (value) {
            case Array(var items) ->
                JsonValue.array(
                        items.stream().map(item -> shuffled(random, item)).toList());
            case Members(var byName) -> {
                var names = new ArrayList<>(byName.keySet());
                Collections.shuffle(names, new Random(random.nextLong()));
                var members = new LinkedHashMap<String, JsonValue>();
                names.forEach(name -> members.put(name, shuffled(random, requireNonNull(byName.get(name)))));
                yield JsonValue.object(members);
            }
            case Text text -> text;
            case Numeral number -> number;
            case Bool bool -> bool;
            case Null none -> none;
        };
    }
}
