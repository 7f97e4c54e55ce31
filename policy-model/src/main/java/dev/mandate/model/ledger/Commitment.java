package dev.mandate.model.ledger;

import dev.mandate.model.ledger.JsonValue.Members;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Stands in an entry for a personal value that lives, with its salt, in one erasable place. It binds to the value while
 * salt and value exist, and says nothing about it once they are gone; the entry and its proofs never change.
 *
 * @param digest SHA-256 over the salt and the value in UTF-8; also the key under which both are kept
 */
public record Commitment(Sha256 digest) {
    /** Bytes of a salt; one length for all keeps salt and value apart. */
    public static final int SALT_LENGTH = 32;

    /** Commits to a value with a salt of {@link #SALT_LENGTH} random bytes. */
    public static Commitment to(byte[] salt, String value) {
        if (salt.length != SALT_LENGTH) {
            throw new IllegalArgumentException("a salt has " + SALT_LENGTH + " bytes, not " + salt.length);
        }
        return new Commitment(Sha256.digest(salt, value.getBytes(StandardCharsets.UTF_8)));
    }

    /** How it is written into the details of an entry. */
    public Members json() {
        return JsonValue.object(Map.of("commitment", JsonValue.text(digest.hex())));
    }
}
