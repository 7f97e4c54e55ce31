package dev.mandate.verifier;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/**
 * Reads canonical JSON (RFC 8785) and nothing else: one spelling per value, names sorted and never twice, no blanks.
 * Two readers of a text that passes cannot see different things in it.
 */
final class CanonicalReader {
    private static final int MAX_DEPTH = 70;

    private final byte[] bytes;
    private final int end;
    private int at;

    private CanonicalReader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** The value that the first {@code length} bytes are the canonical text of. */
    static Json read(byte[] bytes, int length) {
        var reader = new CanonicalReader(bytes, length);
        var value = reader.value(0);
        if (reader.at != length) {
            throw reader.fault("something after the end");
        }
        return value;
    }

    static Json.Members readObject(byte[] bytes, int length) {
        if (read(bytes, length) instanceof Json.Members members) {
            return members;
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    private Json value(int depth) {
        if (depth > MAX_DEPTH) {
            throw fault("nested deeper than " + MAX_DEPTH);
        }
        var from = at;
        return switch (peek()) {
            case '{' -> object(depth, from);
            case '[' -> array(depth, from);
            case '"' -> new Json.Text(string(), from, at);
            case 't' -> literal("true", from);
            case 'f' -> literal("false", from);
            case 'n' -> literal("null", from);
            default -> number(from);
        };
    }

    private Json object(int depth, int from) {
        var byName = new LinkedHashMap<String, Json>();
        var last = "";
        take('{');
        if (skip('}')) {
            return new Json.Members(byName, from, at);
        }
        do {
            var name = string();
            if (!byName.isEmpty() && name.compareTo(last) <= 0) { // String compares UTF-16 units, as RFC 8785 asks
                throw fault("names that are not in order, or twice the same");
            }
            take(':');
            byName.put(name, value(depth + 1));
            last = name;
        } while (skip(','));
        take('}');
        return new Json.Members(byName, from, at);
    }

    private Json array(int depth, int from) {
        var items = new ArrayList<Json>();
        take('[');
        if (skip(']')) {
            return new Json.Array(items, from, at);
        }
        do {
            items.add(value(depth + 1));
        } while (skip(','));
        take(']');
        return new Json.Array(items, from, at);
    }

    private Json literal(String word, int from) {
        for (var i = 0; i < word.length(); i++) {
            take(word.charAt(i));
        }
        return new Json.Literal(word, from, at);
    }

    private Json number(int from) {
        while (at < end && "+-.0123456789e".indexOf(bytes[at]) >= 0) {
            at++;
        }
        var text = new String(bytes, from, at - from, StandardCharsets.US_ASCII);
        if (!CanonicalNumber.is(text)) {
            throw fault(text.isEmpty() ? "no value" : "a number that is not written canonically");
        }
        return new Json.Numeral(text, from, at);
    }

    private String string() {
        take('"');
        var out = new StringBuilder();
        var plain = at;
        while (peek() != '"') {
            if (bytes[at] >= 0 && bytes[at] < ' ') {
                throw fault("a control character in a string");
            }
            if (bytes[at] != '\\') {
                at++;
                continue;
            }
            out.append(utf8(plain, at));
            out.append(escaped());
            plain = at;
        }
        out.append(utf8(plain, at));
        take('"');
        return out.toString();
    }

    /** Only what must be escaped may be, in its shortest form. */
    private char escaped() {
        take('\\');
        var kind = peek();
        at++;
        return switch (kind) {
            case '"' -> '"';
            case '\\' -> '\\';
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> controlCharacter();
            default -> throw fault("an escape that is not canonical");
        };
    }

    private char controlCharacter() {
        take('0');
        take('0');
        var code = 16 * digit("01") + digit("0123456789abcdef");
        if ("\b\t\n\f\r".indexOf(code) >= 0) {
            throw fault("an escape that is not canonical");
        }
        return (char) code;
    }

    private int digit(String digits) {
        var value = digits.indexOf(peek());
        if (value < 0) {
            throw fault("an escape that is not canonical");
        }
        at++;
        return value;
    }

    private String utf8(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    fault("a string that is not UTF-8").getMessage(), e);
        }
    }

    private byte peek() {
        if (at == end) {
            throw fault("an early end");
        }
        return bytes[at];
    }

    private boolean skip(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw fault("'" + expected + "' is missing");
        }
        at++;
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException("not canonical JSON at byte " + at + ": " + what);
    }
}
