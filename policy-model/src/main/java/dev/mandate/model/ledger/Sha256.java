package dev.mandate.model.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 digest: 32 bytes, compared by value, written as 64 lower-case hex digits. */
public final class Sha256 {
    public static final int LENGTH = 32;

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private Sha256(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The digest with these bytes, of which there must be exactly 32. */
    public static Sha256 of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, this one has " + bytes.length);
        }
        return new Sha256(bytes.clone());
    }

    /** The digest written as 64 hex digits, which must be lower-case, so that a digest has one spelling. */
    public static Sha256 ofHex(String hex) {
        var digest = of(HEX.parseHex(hex));
        if (!digest.hex().equals(hex)) {
            throw new IllegalArgumentException("a SHA-256 digest is written in lower-case hex: " + hex);
        }
        return digest;
    }

    /** The digest written in padded standard base64. */
    public static Sha256 ofBase64(String base64) {
        var digest = of(Base64.getDecoder().decode(base64));
        if (!digest.base64().equals(base64)) {
            throw new IllegalArgumentException("not the one base64 spelling of a digest: " + base64);
        }
        return digest;
    }

    /** The digest of the parts, one after the other. */
    public static Sha256 digest(byte[]... parts) {
        var digest = digester();
        for (var part : parts) {
            digest.update(part);
        }
        return new Sha256(digest.digest());
    }

    static Sha256 digest(byte prefix, Sha256 left, Sha256 right) {
        var digest = digester();
        digest.update(prefix);
        digest.update(left.bytes);
        digest.update(right.bytes);
        return new Sha256(digest.digest());
    }

    private static MessageDigest digester() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    public String hex() {
        return HEX.formatHex(bytes);
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
