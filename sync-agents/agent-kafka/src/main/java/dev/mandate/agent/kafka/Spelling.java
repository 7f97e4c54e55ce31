package dev.mandate.agent.kafka;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How names of Kafka are written in accounts and entitlements: as Kafka has them, except that control characters, letters
 * that Unicode would compose, and backslashes that look like such an escape are written as a backslash, {@code u} and four
 * hexadecimal digits, so that no two names are spelled alike.
 */
final class Spelling {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private Spelling() {}

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
            out.append(Character.isISOControl(c) || c > 127 || (looksEscaped && c == '\\') ? escape(c) : c);
        }
        return out.toString();
    }

    /** The same for one of several names that commas will separate. */
    static String spellInList(String name) {
        return spell(name).replace(",", escape(','));
    }

    /** The name that {@link #spell} wrote so. */
    static String unspell(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> {
            char c = (char) Integer.parseInt(found.group(1), 16);
            return Matcher.quoteReplacement(String.valueOf(c));
        });
    }

    private static String escape(char c) {
        return String.format("\\u%04x", (int) c);
    }
}
