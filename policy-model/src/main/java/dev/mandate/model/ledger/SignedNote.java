package dev.mandate.model.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A text with signatures, in the format of C2SP signed-note.
 *
 * @param text what is signed: no control characters but newlines, the last line included with its newline
 * @param signatures one per line, at most {@link #MAX_SIGNATURES}
 */
public record SignedNote(String text, List<Signature> signatures) {
    public static final int MAX_SIGNATURES = 16;

    private static final String DASH = "\u2014 ";
    private static final String BLANK_LINE = "\n\n";

    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!text.endsWith("\n") || text.chars().anyMatch(unit -> unit < ' ' && unit != '\n')) {
            throw new IllegalArgumentException(
                    "the text of a note ends with a newline and has no other control character");
        }
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException(
                    "a note has 1 to " + MAX_SIGNATURES + " signatures, not " + signatures.size());
        }
    }

    /** Reads a note of the right form; no signature is checked. */
    public static SignedNote parse(String note) {
        var split = note.lastIndexOf(BLANK_LINE);
        if (split < 0 || !note.endsWith("\n")) {
            throw new IllegalArgumentException("a note is a text, an empty line and signature lines");
        }
        var lines = note.substring(split + BLANK_LINE.length()).lines();
        return new SignedNote(
                note.substring(0, split + 1), lines.map(Signature::parse).toList());
    }

    /** The whole note, as it is stored and published. */
    public String format() {
        var note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()));
        return note.toString();
    }

    byte[] signedBytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * One signature line.
     *
     * @param keyName whose signature it is
     * @param blob base64 of the four bytes of the key id and the signature
     */
    public record Signature(String keyName, String blob) {
        public Signature {
            VerifierKey.requireName(keyName);
            if (Base64.getDecoder().decode(blob).length <= Integer.BYTES) {
                throw new IllegalArgumentException("a signature line without a signature");
            }
        }

        public static Signature of(VerifierKey key, byte[] signature) {
            var bytes = ByteBuffer.allocate(Integer.BYTES + signature.length)
                    .putInt(key.id())
                    .put(signature);
            return new Signature(key.name(), Base64.getEncoder().encodeToString(bytes.array()));
        }

        private static Signature parse(String line) {
            var parts = line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
            if (parts.length != 2) {
                throw new IllegalArgumentException("not a signature line: " + line);
            }
            return new Signature(parts[0], parts[1]);
        }

        private String line() {
            return DASH + keyName + " " + blob + "\n";
        }

        /** Tells the keys of one name apart; proves nothing. */
        public int keyId() {
            return ByteBuffer.wrap(Base64.getDecoder().decode(blob)).getInt();
        }

        byte[] bytes() {
            var bytes = Base64.getDecoder().decode(blob);
            return Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
        }
    }
}
