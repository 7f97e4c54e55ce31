package dev.mandate.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A ledger in memory that writes what the service would, by the definition of RFC 6962 and by text templates. */
final class TestingLedger {
    static final String ORIGIN = "mandate.test/one";

    final List<String> entries = new ArrayList<>();
    private final KeyPair keys;

    TestingLedger(int size) {
        this(size, newKeys());
    }

    TestingLedger(int size, KeyPair keys) {
        this.keys = keys;
        for (var i = 0; i < size; i++) {
            entries.add(entry(i, "done"));
        }
    }

    static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    KeyPair keys() {
        return keys;
    }

    static String entry(int number, String outcome) {
        return "{\"action\":\"drift.found\",\"details\":{\"number\":" + number + "},\"format\":1,"
                + "\"id\":\"019ca884-c7bb-7123-8000-" + String.format("%012x", number) + "\",\"outcome\":\"" + outcome
                + "\"}";
    }

    String line(int index) {
        return "{\"entry\":" + entries.get(index) + ",\"index\":" + index + ",\"leaf\":\"" + base64(leaf(index))
                + "\"}\n";
    }

    byte[] leaf(int index) {
        return sha256(new byte[] {0}, entries.get(index).getBytes(UTF_8));
    }

    byte[] root(int from, int to) {
        if (from == to) {
            return sha256();
        }
        if (to - from == 1) {
            return leaf(from);
        }
        var middle = from + Integer.highestOneBit(to - from - 1);
        return sha256(new byte[] {1}, root(from, middle), root(middle, to));
    }

    /** PROOF of RFC 6962 section 2.1.2. */
    List<byte[]> consistency(int old, int from, int to, boolean whole) {
        if (old == to - from) {
            return whole ? List.of() : List.of(root(from, to));
        }
        var half = Integer.highestOneBit(to - from - 1);
        var proof = new ArrayList<byte[]>();
        if (old <= half) {
            proof.addAll(consistency(old, from, from + half, whole));
            proof.add(root(from + half, to));
        } else {
            proof.addAll(consistency(old - half, from + half, to, false));
            proof.add(root(from, from + half));
        }
        return proof;
    }

    String checkpoint(int size) {
        return checkpoint(ORIGIN, size, root(0, size), keys);
    }

    static String checkpoint(String origin, int size, byte[] root, KeyPair keys) {
        return signed(origin, origin + "\n" + size + "\n" + base64(root) + "\n", keys);
    }

    String signed(String text) {
        return signed(ORIGIN, text, keys);
    }

    private static String signed(String origin, String text, KeyPair keys) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(keys.getPrivate());
            signer.update(text.getBytes(UTF_8));
            var blob = ByteBuffer.allocate(68).put(keyId(origin, keys)).put(signer.sign());
            return text + "\n\u2014 " + origin + " " + base64(blob.array()) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String key() {
        return ORIGIN + "+" + HexFormat.of().formatHex(keyId(ORIGIN, keys)) + "+" + base64(typed(keys)) + "\n";
    }

    private static byte[] keyId(String origin, KeyPair keys) {
        return Arrays.copyOf(sha256((origin + "\n").getBytes(UTF_8), typed(keys)), 4);
    }

    private static byte[] typed(KeyPair keys) {
        var typed = Arrays.copyOfRange(keys.getPublic().getEncoded(), 11, 44);
        typed[0] = 1;
        return typed;
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
