package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How names are written. In SQL: always in double quotes. In an entitlement: as the catalogue has them, except that a
 * part with a dot, double quote or parenthesis is put in double quotes (inner ones doubled), and that each part is written
 * as {@link Spelling} says.
 */
final class SqlNames {
    /** What PostgreSQL keeps of a name; it cuts off the rest without an error. */
    static final int LONGEST = 63;

    private SqlNames() {}

    /** For SQL. */
    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static boolean tooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > LONGEST;
    }

    /** One part of a name with several. */
    static String part(String name) {
        String spelled = Spelling.spell(name);
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
                parts.add(Spelling.unspell(part.toString()));
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(Spelling.unspell(part.toString()));
        return parts;
    }
}
