package dev.mandate.service.platform;

import dev.mandate.model.ledger.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A secret that proves who asks: 256 random bits. Only its hash is kept. */
public record Token(String value) {
    private static final int BYTES = 32;
    private static final String FORM = "[A-Za-z0-9_-]{43}";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** One that nobody has yet. */
    public static Token random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Empty where the text cannot be one. */
    public static Optional<Token> of(@Nullable String text) {
        return text != null && text.matches(FORM) ? Optional.of(new Token(text)) : Optional.empty();
    }

    /** What is kept of it. */
    public byte[] hash() {
        return hash(value);
    }

    /** The hash in hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(hash());
    }

    /** Another secret that only who has this one can make, and that tells nothing of it. */
    public String derived(String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(value.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(purpose.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The SHA-256 of a text. */
    public static byte[] hash(String text) {
        return Sha256.digest(text.getBytes(StandardCharsets.UTF_8)).toBytes();
    }

    /** Takes as long whatever is the same. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Token[…]";
    }
}
