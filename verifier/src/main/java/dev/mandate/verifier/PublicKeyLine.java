package dev.mandate.verifier;

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
 * The public key of a ledger, from its one-line form {@code name+id+base64(1 || key)}, as C2SP signed-note has it.
 *
 * @param line the whole line; what an auditor compares with the one that was handed over
 */
public record PublicKeyLine(String name, String id, String line) {
    private static final int LENGTH = 33; // the type byte 1 and 32 bytes of key

    /** Reads the line; the id must belong to name and key. */
    public static PublicKeyLine parse(String text) {
        var line = text.strip();
        var parts = line.split("\\+", 3);
        if (parts.length != 3 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("a key is one line: name+id+base64");
        }
        var typed = Base64.getDecoder().decode(parts[2]);
        if (typed.length != LENGTH || typed[0] != 1) {
            throw new IllegalArgumentException("not an Ed25519 key");
        }
        var named = (parts[0] + "\n").getBytes(StandardCharsets.UTF_8);
        var id = HexFormat.of().formatHex(Arrays.copyOf(Hashes.sha256(named, typed), 4));
        if (!id.equals(parts[1])) {
            throw new IllegalArgumentException("the id " + parts[1] + " does not belong to this name and key");
        }
        return new PublicKeyLine(parts[0], id, line);
    }

    /** Whether the note is signed by this key, and nothing in it is wrongly signed by this key. */
    boolean signed(Note note) {
        var own = note.signatures().stream()
                .filter(signature ->
                        signature.name().equals(name) && id(signature).equals(id))
                .toList();
        return !own.isEmpty() && own.stream().allMatch(signature -> verifies(note, signature));
    }

    private static String id(Note.Signature signature) {
        return HexFormat.of().formatHex(signature.blob(), 0, 4);
    }

    private boolean verifies(Note note, Note.Signature signature) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key());
            verifier.update(note.text().getBytes(StandardCharsets.UTF_8));
            var blob = signature.blob();
            // The last character of base64 has bits that mean nothing: only one spelling is the one that was written.
            return Hashes.base64(blob).equals(signature.base64()) && verifier.verify(blob, 4, blob.length - 4);
        } catch (SignatureException e) {
            return false; // not of the form of a signature
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no usable Ed25519 key", e);
        }
    }

    private PublicKey key() throws GeneralSecurityException {
        var typed = Base64.getDecoder().decode(line.substring(name.length() + id.length() + 2));
        var der = ByteBuffer.allocate(44)
                .put(HexFormat.of().parseHex("302a300506032b6570032100"))
                .put(typed, 1, 32);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der.array()));
    }
}
