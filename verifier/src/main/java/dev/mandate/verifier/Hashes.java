package dev.mandate.verifier;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256, and the leaf and node hashes of RFC 6962 section 2.1. */
final class Hashes {
    static final int LENGTH = 32;

    private Hashes() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static byte[] sha256(byte[] first, byte[] second) {
        var digest = sha256();
        digest.update(first);
        digest.update(second);
        return digest.digest();
    }

    static byte[] leaf(byte[] data, int from, int to) {
        var digest = sha256();
        digest.update((byte) 0);
        digest.update(data, from, to - from);
        return digest.digest();
    }

    static byte[] node(byte[] left, byte[] right) {
        var digest = sha256();
        digest.update((byte) 1);
        digest.update(left);
        digest.update(right);
        return digest.digest();
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The 32 bytes that {@code text} is the one base64 spelling of. */
    static byte[] ofBase64(String text) {
        var bytes = Base64.getDecoder().decode(text);
        if (bytes.length != LENGTH || !base64(bytes).equals(text)) {
            throw new IllegalArgumentException("not the base64 of a hash: " + text);
        }
        return bytes;
    }
}
