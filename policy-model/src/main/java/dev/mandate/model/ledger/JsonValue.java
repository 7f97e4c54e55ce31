package dev.mandate.model.ledger;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A JSON value inside the limits of I-JSON (RFC 7493), so that {@link CanonicalJson} can write it in exactly one way:
 * text is well-formed Unicode, a number is a finite IEEE 754 double, an object has each name once.
 */
public sealed interface JsonValue {

    /** The largest integer that every JSON reader understands: 2^53 - 1. A larger one is written as {@link Text}. */
    long MAX_INTEGER = (1L << 53) - 1;

    static Text text(String value) {
        return new Text(value);
    }

    /**
     * An integer.
     *
     * @throws IllegalArgumentException beyond ±{@link #MAX_INTEGER}, where a double would silently round
     */
    static Numeral number(long value) {
        if (Math.abs(value) > MAX_INTEGER || value == Long.MIN_VALUE) {
            throw new IllegalArgumentException(value + " is beyond the integers of JSON: write it as text");
        }
        return new Numeral(value);
    }

    static Bool bool(boolean value) {
        return new Bool(value);
    }

    static Array array(List<? extends JsonValue> items) {
        return new Array(List.copyOf(items));
    }

    static Array array(JsonValue... items) {
        return array(Arrays.asList(items));
    }

    static Members object(Map<String, ? extends JsonValue> byName) {
        return new Members(new TreeMap<>(byName));
    }

    record Text(String value) implements JsonValue {
        public Text {
            requireUnicode(value);
        }
    }

    /** A finite double; minus zero becomes zero. */
    record Numeral(double value) implements JsonValue {
        public Numeral {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("JSON has no number " + value);
            }
            if (value == 0) {
                value = 0;
            }
        }
    }

    record Bool(boolean value) implements JsonValue {}

    record Null() implements JsonValue {}

    record Array(List<JsonValue> items) implements JsonValue {
        public Array {
            items = List.copyOf(items);
        }
    }

    /** A JSON object; names are in the order of their UTF-16 code units (RFC 8785 §3.2.3). */
    record Members(SortedMap<String, JsonValue> byName) implements JsonValue {
        public Members {
            var copy = new TreeMap<String, JsonValue>(); // natural order of String is UTF-16 order
            copy.putAll(byName);
            copy.keySet().forEach(JsonValue::requireUnicode);
            byName = Collections.unmodifiableSortedMap(copy);
        }
    }

    private static void requireUnicode(String text) {
        for (var at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                requirePairs(text, at);
                return;
            }
        }
    }

    private static void requirePairs(String text, int from) {
        for (var at = from; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            if (text.codePointAt(at) <= Character.MAX_VALUE && Character.isSurrogate(text.charAt(at))) {
                throw new IllegalArgumentException("half a surrogate pair at UTF-16 position " + at);
            }
        }
    }
}
