package dev.mandate.service.ledger;

import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.MerkleTree;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.model.ledger.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The Ed25519 key that signs checkpoints. Its name is the origin of the ledger: one key, one ledger. */
final class SigningKey {
    private static final Pattern ORIGIN = Pattern.compile("(?m)^Origin: (\\S+)$");
    private static final int ORIGIN_BYTES = 16;

    private final KeyPair pair;
    private final VerifierKey verifier;

    private SigningKey(String origin, KeyPair pair) {
        this.pair = pair;
        this.verifier = VerifierKey.of(origin, pair.getPublic());
    }

    /** A new key for a new ledger, which no other has the name of. */
    static SigningKey generate() {
        var unique = new byte[ORIGIN_BYTES];
        new SecureRandom().nextBytes(unique);
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SigningKey("mandate/" + HexFormat.of().formatHex(unique), pair);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /** Reads what {@link #format} writes; another text is an IllegalArgumentException. */
    static SigningKey parse(String text) {
        var origin = ORIGIN.matcher(text);
        if (!origin.find()) {
            throw new IllegalArgumentException("the line \"Origin: …\" is missing");
        }
        try {
            var keys = KeyFactory.getInstance("Ed25519");
            var secret = keys.generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE KEY")));
            var open = keys.generatePublic(new X509EncodedKeySpec(block(text, "PUBLIC KEY")));
            return new SigningKey(origin.group(1), new KeyPair(open, secret)).checked();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it holds no Ed25519 key pair", e);
        }
    }

    /** PKCS #8 and X.509 in PEM, which other tools read; the origin stands before. */
    String format() {
        return "Origin: " + origin() + "\n"
                + pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                + pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    String origin() {
        return verifier.name();
    }

    VerifierKey verifier() {
        return verifier;
    }

    SignedNote sign(Checkpoint checkpoint) {
        return sign(checkpoint.text());
    }

    /** Signs a text that cannot be taken for a checkpoint, because it does not begin with the origin. */
    SignedNote attest(String text) {
        if (text.startsWith(origin() + "\n")) {
            throw new IllegalArgumentException("a text that begins like a checkpoint");
        }
        return sign(text);
    }

    private SignedNote sign(String text) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            var signature = SignedNote.Signature.of(verifier, signer.sign());
            return new SignedNote(text, List.of(signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a checked Ed25519 key does not sign", e);
        }
    }

    /** The public key must belong to the private one, or nobody could check what this signs. */
    private SigningKey checked() {
        var note = sign(new Checkpoint(origin(), 0, MerkleTree.emptyRoot()));
        if (!verifier.signed(note)) {
            throw new IllegalArgumentException("its public key does not belong to its private key");
        }
        return this;
    }

    private static String pem(String type, byte[] bytes) {
        var encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + type + "-----\n" + encoder.encodeToString(bytes) + "\n-----END " + type + "-----\n";
    }

    private static byte[] block(String text, String type) {
        var begin = "-----BEGIN " + type + "-----";
        var from = text.indexOf(begin);
        var to = text.indexOf("-----END " + type + "-----");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("the block \"" + type + "\" is missing");
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }
}
