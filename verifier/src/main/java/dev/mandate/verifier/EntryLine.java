package dev.mandate.verifier;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One line of entries.jsonl: {@code {"entry":{...},"index":12,"leaf":"..."}}, and where asked for
 * {@code "personal":[{"commitment":"...","salt":"...","value":"..."}]}.
 *
 * @param computed the leaf hash of the bytes of the entry
 * @param stated the leaf hash that the line gives
 */
record EntryLine(Json.Members entry, long index, String computed, String stated, Json.Members line) {
    private static final long FORMAT = 1;

    static EntryLine parse(byte[] bytes, int length) {
        var line = CanonicalReader.readObject(bytes, length);
        var entry = line.object("entry");
        id(entry);
        var computed = Hashes.base64(Hashes.leaf(bytes, entry.from(), entry.to()));
        return new EntryLine(entry, line.natural("index"), computed, line.text("leaf"), line);
    }

    /** The id of an entry of the format that we know. */
    static String id(Json.Members entry) {
        if (entry.natural("format") != FORMAT) {
            throw new IllegalArgumentException("an entry of an unknown format, not " + FORMAT);
        }
        return entry.text("id");
    }

    boolean unchanged() {
        return computed.equals(stated);
    }

    /** Whether each personal value that is disclosed is the one that the entry commits to. */
    boolean disclosesWhatItCommitsTo(byte[] bytes) {
        if (!(line.byName().get("personal") instanceof Json.Array(var items, var _, var _))) {
            return true;
        }
        var text = new String(bytes, entry.from(), entry.to() - entry.from(), StandardCharsets.UTF_8);
        return items.stream()
                .allMatch(item -> item instanceof Json.Members personal
                        && binds(personal)
                        && text.contains("{\"commitment\":\"" + personal.text("commitment") + "\"}"));
    }

    private static boolean binds(Json.Members personal) {
        var value = personal.text("value").getBytes(StandardCharsets.UTF_8);
        var digest = Hashes.sha256(HexFormat.of().parseHex(personal.text("salt")), value);
        return HexFormat.of().formatHex(digest).equals(personal.text("commitment"));
    }
}
