package dev.mandate.model.ledger;

import dev.mandate.model.ledger.JsonValue.Array;
import dev.mandate.model.ledger.JsonValue.Bool;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.JsonValue.Null;
import dev.mandate.model.ledger.JsonValue.Numeral;
import dev.mandate.model.ledger.JsonValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The JSON Canonicalization Scheme (RFC 8785): equal values have equal bytes, so a hash of the bytes identifies the value. */
public final class CanonicalJson {
    /** How deep arrays and objects may nest, in writing and in reading. */
    public static final int MAX_DEPTH = 64;

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(256);

    private CanonicalJson() {}

    /** The canonical text in UTF-8. */
    public static byte[] bytes(JsonValue value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The canonical text; a value that nests deeper than {@link #MAX_DEPTH} is refused. */
    public static String text(JsonValue value) {
        var json = new CanonicalJson();
        json.write(value, 0);
        return json.out.toString();
    }

    /**
     * Reads any JSON text, canonical or not.
     *
     * @throws IllegalArgumentException naming the character position, if it is no JSON, has a name twice in one object,
     *     leaves Unicode, has a number outside the doubles, or nests deeper than {@link #MAX_DEPTH}
     */
    public static JsonValue parse(byte[] utf8) {
        return JsonReader.read(utf8);
    }

    /** Like {@link #parse}, and refuses a text that is not the canonical one of its value. */
    public static JsonValue parseCanonical(byte[] utf8) {
        var value = parse(utf8);
        if (!Arrays.equals(bytes(value), utf8)) {
            throw new IllegalArgumentException("JSON that is not in the canonical form of RFC 8785");
        }
        return value;
    }

    private void write(JsonValue value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("JSON nests deeper than " + MAX_DEPTH);
        }
        switch (value) {
            case Text(var text) -> quote(text);
            case Numeral(var number) -> out.append(EcmaNumber.format(number));
            case Bool(var bool) -> out.append(bool);
            case Null() -> out.append("null");
            case Array array -> write(array, depth);
            case Members members -> write(members, depth);
        }
    }

    private void write(Array array, int depth) {
        var separator = "[";
        for (var item : array.items()) {
            out.append(separator);
            write(item, depth + 1);
            separator = ",";
        }
        out.append(array.items().isEmpty() ? "[]" : "]");
    }

    private void write(Members members, int depth) {
        var separator = "{";
        for (var member : members.byName().entrySet()) {
            out.append(separator);
            quote(member.getKey());
            out.append(':');
            write(member.getValue(), depth + 1);
            separator = ",";
        }
        out.append(members.byName().isEmpty() ? "{}" : "}");
    }

    /** What needs no escape is copied as a whole: of most texts that is all. */
    private void quote(String text) {
        out.append('"');
        var copied = 0;
        for (var i = 0; i < text.length(); i++) {
            if (needsEscape(text.charAt(i))) {
                out.append(text, copied, i);
                escape(text.charAt(i));
                copied = i + 1;
            }
        }
        if (copied == 0) {
            out.append(text);
        } else {
            out.append(text, copied, text.length());
        }
        out.append('"');
    }

    private static boolean needsEscape(char unit) {
        return unit < ' ' || unit == '"' || unit == '\\';
    }

    private void escape(char unit) {
        switch (unit) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default -> out.append("\\u00").append(HEX.charAt(unit >> 4)).append(HEX.charAt(unit & 0xf));
        }
    }
}
