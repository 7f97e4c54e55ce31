package dev.mandate.model.ledger;

import dev.mandate.model.ledger.JsonValue.Array;
import dev.mandate.model.ledger.JsonValue.Bool;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.JsonValue.Null;
import dev.mandate.model.ledger.JsonValue.Numeral;
import dev.mandate.model.ledger.JsonValue.Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A strict reader of RFC 8259 texts: no comments, no trailing commas, no name twice, bounded depth. */
final class JsonReader {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final int END = -1;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static JsonValue read(byte[] utf8) {
        var reader = new JsonReader(decode(utf8));
        try {
            var value = reader.value(0);
            if (reader.peek() != END) {
                throw reader.fault("something after the end");
            }
            return value;
        } catch (JsonFault fault) {
            throw fault;
        } catch (IllegalArgumentException e) {
            throw reader.fault(String.valueOf(e.getMessage()));
        }
    }

    private static String decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("JSON that is not UTF-8", e);
        }
    }

    private JsonValue value(int depth) {
        if (depth > CanonicalJson.MAX_DEPTH) {
            throw fault("deeper than " + CanonicalJson.MAX_DEPTH);
        }
        return switch (peek()) {
            case '{' -> members(depth);
            case '[' -> array(depth);
            case '"' -> new Text(string());
            case 't' -> literal("true", new Bool(true));
            case 'f' -> literal("false", new Bool(false));
            case 'n' -> literal("null", new Null());
            default -> number();
        };
    }

    private Members members(int depth) {
        var byName = new TreeMap<String, JsonValue>();
        take('{');
        if (skip('}')) {
            return new Members(byName);
        }
        do {
            peek();
            var start = at;
            var name = string();
            take(':');
            if (byName.put(name, value(depth + 1)) != null) {
                throw new JsonFault("the same name twice", start);
            }
        } while (skip(','));
        take('}');
        return new Members(byName);
    }

    private Array array(int depth) {
        var items = new ArrayList<JsonValue>();
        take('[');
        if (skip(']')) {
            return new Array(items);
        }
        do {
            items.add(value(depth + 1));
        } while (skip(','));
        take(']');
        return new Array(items);
    }

    private JsonValue literal(String word, JsonValue value) {
        if (!text.startsWith(word, at)) {
            throw fault("no JSON value");
        }
        at += word.length();
        return value;
    }

    private Numeral number() {
        var matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw fault("no JSON value");
        }
        var number = new Numeral(Double.parseDouble(matcher.group()));
        at = matcher.end();
        return number;
    }

    private String string() {
        take('"');
        var out = new StringBuilder();
        while (true) {
            var unit = next();
            if (unit == '"') {
                return out.toString();
            }
            if (unit < ' ') {
                throw fault("a control character in a string");
            }
            out.append(unit == '\\' ? escaped() : unit);
        }
    }

    private char escaped() {
        return switch (next()) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '/' -> '/';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) ((hex() << 12) | (hex() << 8) | (hex() << 4) | hex());
            default -> throw fault("an unknown escape");
        };
    }

    private int hex() {
        var digit = next();
        var value = digit < 128 ? Character.digit(digit, 16) : -1;
        if (value < 0) {
            throw fault("an escape that is not four hex digits");
        }
        return value;
    }

    private char next() {
        if (at == text.length()) {
            throw fault("a string without an end");
        }
        return text.charAt(at++);
    }

    /** The next character that is no white space, not taken. */
    private int peek() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : END;
    }

    private boolean skip(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    private void take(char expected) {
        if (!skip(expected)) {
            throw fault("'" + expected + "' is missing");
        }
    }

    private JsonFault fault(String what) {
        return new JsonFault(what, at);
    }

    private static final class JsonFault extends IllegalArgumentException {
        JsonFault(String what, int at) {
            super("JSON fault at character " + at + ": " + what);
        }
    }
}
