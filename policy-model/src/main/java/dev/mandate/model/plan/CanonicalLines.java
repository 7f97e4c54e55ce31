package dev.mandate.model.plan;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 that grows line by line, so that a plan of a million changes is never one text in memory. */
final class CanonicalLines {
    private final MessageDigest digest;

    CanonicalLines() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Canonical JSON has no line feed in it, so lines cannot be mistaken for one another. */
    void add(JsonValue line) {
        digest.update(CanonicalJson.bytes(line));
        digest.update((byte) '\n');
    }

    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
