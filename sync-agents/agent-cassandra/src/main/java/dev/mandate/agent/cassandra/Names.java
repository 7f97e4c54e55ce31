package dev.mandate.agent.cassandra;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How names are written. In CQL: always quoted, so that upper and lower case count. In an entitlement or principal: as
 * the tables have them, except that control characters, letters that Unicode would compose, and backslashes that look
 * like such an escape are written as a backslash, {@code u} and four hexadecimal digits, so that no two names are
 * spelled alike.
 */
final class Names {
    /** Of a role; Cassandra takes longer ones, which Mandate shows and does not make. */
    static final int LONGEST = 160;

    private static final int LONGEST_SPELLING = 1024;
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private Names() {}

    /** An identifier of CQL. */
    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text of CQL. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static boolean tooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > LONGEST;
    }

    static String spell(String name) {
        return shortened(escaped(name));
    }

    private static String escaped(String name) {
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

    /** Longer than Mandate can keep: its beginning and a hash of the whole; never written back to Cassandra. */
    private static String shortened(String text) {
        if (text.length() <= LONGEST_SPELLING) {
            return text;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            String start = text.substring(0, LONGEST_SPELLING - 100);
            // half of a pair would not be a text
            int whole =
                    Character.isHighSurrogate(start.charAt(start.length() - 1)) ? start.length() - 1 : start.length();
            return start.substring(0, whole) + "…sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name that {@link #spell} wrote so. */
    static String unspell(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> {
            char c = (char) Integer.parseInt(found.group(1), 16);
            return Matcher.quoteReplacement(String.valueOf(c));
        });
    }
}
