package dev.mandate.agent.cassandra;

import dev.mandate.agent.api.Spelling;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How names are written. In CQL: always quoted, so that upper and lower case count. In an entitlement or principal: as
 * {@link Spelling} says.
 */
final class Names {
    /** Of a role; Cassandra takes longer ones, which Mandate shows and does not make. */
    static final int LONGEST = 160;

    private static final int LONGEST_SPELLING = 1024;

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
        return shortened(Spelling.spell(name));
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
}
