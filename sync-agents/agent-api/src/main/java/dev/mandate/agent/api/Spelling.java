package dev.mandate.agent.api;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How names of a product are written in accounts, AppRoles and entitlements: as the product has them, except that control
 * characters, letters that Unicode would compose, and backslashes that look like such an escape are written as a
 * backslash, {@code u} and four hexadecimal digits, so that no two names are spelled alike.
 */
public final class Spelling {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private Spelling() {}

    /** The spelling of a name. */
    public static String spell(String name) {
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
                out.append(escape(c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The name that {@link #spell} wrote so. */
    public static String unspell(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> {
            char c = (char) Integer.parseInt(found.group(1), 16);
            return Matcher.quoteReplacement(String.valueOf(c));
        });
    }

    /** A character written so that {@link #unspell} finds it, whatever the characters around it mean. */
    public static String escape(char c) {
        return String.format("\\u%04x", (int) c);
    }
}
