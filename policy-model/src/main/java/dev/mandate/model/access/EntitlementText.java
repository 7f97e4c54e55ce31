package dev.mandate.model.access;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text form {@code kind:resource[ action]} of an entitlement. A word with blanks, quotes, control characters or a
 * literal {@code *} is written as a JSON string; an unquoted {@code *} makes the resource a pattern, and quoted and
 * unquoted pieces may stand side by side: {@code permission:"DAG Run:"* can_read}. What this form cannot say (DENY, condition, options) is appended as {@code ;effect=…}, {@code ;condition=…}, {@code ;name=…}, so
 * that {@code parse(format(e))} is always {@code e}.
 */
public final class EntitlementText {
    private static final String EFFECT = "effect";
    private static final String CONDITION = "condition";
    private static final Pattern OPTION = Pattern.compile("[a-z][a-z-]*");

    private EntitlementText() {}

    public static String format(Entitlement entitlement) {
        var out = new StringBuilder(entitlement.kind()).append(':');
        out.append(entitlement.pattern() ? pattern(entitlement.resource()) : word(entitlement.resource(), true));
        if (entitlement.action() != null) {
            out.append(' ').append(word(entitlement.action(), false));
        }
        if (entitlement.effect() == Effect.DENY) {
            out.append(";effect=deny");
        }
        if (entitlement.condition() != null) {
            out.append(";condition=").append(quoted(entitlement.condition()));
        }
        entitlement
                .options()
                .forEach((name, value) ->
                        out.append(';').append(name).append('=').append(word(value, false)));
        return out.toString();
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException saying what is wrong and at which character, counted from 1
     */
    public static Entitlement parse(String text) {
        return new Reader(text).entitlement();
    }

    private static String pattern(String resource) {
        return Arrays.stream(resource.split("\\*", -1))
                .map(piece -> piece.isEmpty() ? "" : word(piece, true))
                .collect(Collectors.joining("*"));
    }

    private static String word(String value, boolean resource) {
        return isPlain(value, resource) ? value : quoted(value);
    }

    private static boolean isPlain(String value, boolean resource) {
        return !value.isEmpty()
                && value.chars()
                        .noneMatch(c -> Character.isWhitespace(c)
                                || Character.isISOControl(c)
                                || Character.isSpaceChar(c)
                                || c == '"'
                                || c == '\\'
                                || c == ';'
                                || (resource && c == '*'));
    }

    private static String quoted(String value) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** One pass over the text; every fault names its place. */
    private static final class Reader {
        private final String text;
        private int at;
        private boolean wildcard;
        private boolean literalStar;

        Reader(String text) {
            this.text = text;
        }

        Entitlement entitlement() {
            int colon = text.indexOf(':');
            if (colon < 1) {
                throw fault("expected kind:resource, such as role:analyst");
            }
            String kind = text.substring(0, colon);
            at = colon + 1;
            String resource = word();
            boolean pattern = wildcard;
            if (pattern && literalStar) {
                throw fault("a literal * inside a JSON string cannot be combined with a pattern");
            }
            String action = null;
            if (peek() == ' ') {
                at++;
                action = word();
            }
            return withTail(kind, resource, pattern, action);
        }

        private Entitlement withTail(String kind, String resource, boolean pattern, @Nullable String action) {
            Effect effect = Effect.ALLOW;
            String condition = null;
            var options = new TreeMap<String, String>();
            while (peek() == ';') {
                at++;
                int equals = text.indexOf('=', at);
                if (equals <= at) {
                    throw fault("expected name=value after ';'");
                }
                String name = text.substring(at, equals);
                at = equals + 1;
                String value = word();
                if (name.equals(EFFECT)) {
                    effect = effect(value);
                } else if (name.equals(CONDITION)) {
                    condition = value;
                } else if (!OPTION.matcher(name).matches()) {
                    throw fault("option name must be letters a-z and '-'");
                } else if (options.put(name, value) != null) {
                    throw fault("option '" + name + "' is given twice");
                }
            }
            if (at < text.length()) {
                throw fault("unexpected text; quote a word that has blanks as a JSON string");
            }
            return new Entitlement(kind, resource, pattern, action, effect, condition, options);
        }

        private Effect effect(String value) {
            return switch (value) {
                case "allow" -> Effect.ALLOW;
                case "deny" -> Effect.DENY;
                default -> throw fault("effect must be allow or deny, not '" + value + "'");
            };
        }

        private String word() {
            var out = new StringBuilder();
            int start = at;
            while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != ';') {
                if (text.charAt(at) == '"') {
                    quotedPiece(out);
                } else {
                    plainCharacter(out);
                }
            }
            if (at == start) {
                throw fault("a word is missing");
            }
            return out.toString();
        }

        private void plainCharacter(StringBuilder out) {
            char c = text.charAt(at);
            if (c == '\\' || Character.isWhitespace(c)) {
                throw fault("backslashes and blanks are only allowed inside a JSON string");
            }
            wildcard |= c == '*';
            out.append(c);
            at++;
        }

        private void quotedPiece(StringBuilder out) {
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                literalStar |= text.charAt(at) == '*';
                out.append(text.charAt(at) == '\\' ? escape() : text.charAt(at));
                at++;
            }
            if (at >= text.length()) {
                throw fault("the JSON string has no closing quote");
            }
            at++;
        }

        private char escape() {
            at++;
            char c = peek();
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> unicode();
                default -> throw fault("unknown escape in the JSON string");
            };
        }

        private char unicode() {
            if (at + 4 >= text.length() || !text.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
                throw fault("\\u needs four hexadecimal digits");
            }
            char c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
            at += 4;
            return c;
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private IllegalArgumentException fault(String what) {
            String shown = text.length() > 120 ? text.substring(0, 120) + "…" : text;
            return new IllegalArgumentException(
                    "entitlement '" + shown.replaceAll("\\p{Cntrl}", "?") + "', character " + (at + 1) + ": " + what);
        }
    }
}
