package dev.mandate.agent.postgresql;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How names are written. In SQL: always in double quotes. In an entitlement: as the catalogue has them, except that a
 * part with a dot, double quote or parenthesis is put in double quotes (inner ones doubled), and that control characters,
 * letters that Unicode would compose, and backslashes that look like such an escape are written as a backslash, {@code u}
 * and four hexadecimal digits, so that no two names are spelled alike.
 */
final class SqlNames {
    /** What PostgreSQL keeps of a name; it cuts off the rest without an error. */
    static final int LONGEST = 63;

    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private SqlNames() {}

    /** For SQL. */
    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static boolean tooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > LONGEST;
    }

    /** A whole name, such as a role's, for an entitlement or principal. */
    static String spell(String name) {
        boolean looksEscaped = ESCAPE.matcher(name).find();
        if (!looksEscaped
                && name.chars().noneMatch(Character::isISOControl)
                && Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return name;
        }
        var out = new StringBuilder();
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            if (Character.isISOControl(c) || c > 127 || (looksEscaped && c == '\\')) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The name that {@link #spell} wrote so. */
    static String unspell(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> {
            char c = (char) Integer.parseInt(found.group(1), 16);
            return Matcher.quoteReplacement(String.valueOf(c));
        });
    }

    /** One part of a name with several. */
    static String part(String name) {
        String spelled = spell(name);
        return spelled.chars().anyMatch(c -> c == '.' || c == '"' || c == '(' || c == ')') ? quote(spelled) : spelled;
    }

    static String join(String... names) {
        return Arrays.stream(names).map(SqlNames::part).collect(Collectors.joining("."));
    }

    /** The names that {@link #join} put together. */
    static List<String> split(String resource) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < resource.length(); at++) {
            char c = resource.charAt(at);
            if (c == '"' && quoted && at + 1 < resource.length() && resource.charAt(at + 1) == '"') {
                part.append('"');
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                parts.add(unspell(part.toString()));
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(unspell(part.toString()));
        return parts;
    }
}
