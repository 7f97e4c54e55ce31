package dev.mandate.model.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An Ed25519 public key with its name, in the one-line form {@code name+key id+base64} that tools for C2SP signed notes
 * read.
 *
 * @param name the origin of the ledger; without blanks and plus signs
 * @param publicKey base64 of the 32 bytes of RFC 8032
 */
public record VerifierKey(String name, String publicKey) {
    private static final int KEY_LENGTH = 32;
    private static final byte[] NEWLINE_AND_ED25519 = {'\n', 1};
    private static final byte[] ED25519 = {1};
    /** What X.509 writes before the 32 bytes of an Ed25519 key. */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    public VerifierKey {
        requireName(name);
        if (Base64.getDecoder().decode(publicKey).length != KEY_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes");
        }
    }

    /** The name of an Ed25519 key; other algorithms are refused. */
    public static VerifierKey of(String name, PublicKey key) {
        var encoded = key.getEncoded();
        if (encoded.length != X509_PREFIX.length + KEY_LENGTH
                || !Arrays.equals(X509_PREFIX, Arrays.copyOf(encoded, X509_PREFIX.length))) {
            throw new IllegalArgumentException("not an Ed25519 public key");
        }
        var raw = Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length);
        return new VerifierKey(name, Base64.getEncoder().encodeToString(raw));
    }

    /** Reads the one-line form; blanks around it do not matter. */
    public static VerifierKey parse(String line) {
        var parts = line.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a verifier key is name+key id+base64");
        }
        var typed = Base64.getDecoder().decode(parts[2]);
        if (typed.length != 1 + KEY_LENGTH || typed[0] != ED25519[0]) {
            throw new IllegalArgumentException("not an Ed25519 verifier key");
        }
        var key = new VerifierKey(
                parts[0], Base64.getEncoder().encodeToString(Arrays.copyOfRange(typed, 1, typed.length)));
        if (!key.format().equals(line.strip())) {
            throw new IllegalArgumentException("the key id does not belong to name and key");
        }
        return key;
    }

    public String format() {
        var typed = Base64.getEncoder().encodeToString(concat(ED25519, raw()));
        return name + "+" + HexFormat.of().toHexDigits(id()) + "+" + typed;
    }

    /** The key id of C2SP signed-note: the first four bytes of a hash over name, type and key. */
    public int id() {
        var hash = Sha256.digest(name.getBytes(StandardCharsets.UTF_8), NEWLINE_AND_ED25519, raw());
        return ByteBuffer.wrap(hash.toBytes()).getInt();
    }

    /** Whether the note carries a signature by this key, and it and every other by this key is right. */
    public boolean signed(SignedNote note) {
        var own = note.signatures().stream()
                .filter(signature -> signature.keyName().equals(name) && signature.keyId() == id())
                .toList();
        return !own.isEmpty() && own.stream().allMatch(signature -> verifies(note.signedBytes(), signature.bytes()));
    }

    private boolean verifies(byte[] text, byte[] signature) {
        try {
            var key = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(concat(X509_PREFIX, raw())));
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(text);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // a signature of the wrong length or outside the curve
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    private byte[] raw() {
        return Base64.getDecoder().decode(publicKey);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Key names and origins are non-empty and have no blanks, control characters or plus signs. */
    static void requireName(String name) {
        if (name.isEmpty()
                || name.chars().anyMatch(unit -> unit == '+' || unit <= ' ' || Character.isSpaceChar(unit))) {
            throw new IllegalArgumentException("a key name is not empty and has no blanks or plus signs: " + name);
        }
    }
}
