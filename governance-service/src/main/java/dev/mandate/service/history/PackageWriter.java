package dev.mandate.service.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes the files of a package into a ZIP stream, the same bytes for the same files, and keeps what a manifest says. */
final class PackageWriter {
    /** The beginning of ZIP's time; the real one would make two equal exports differ. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final int LEVEL = 3; // half the time of the usual 6, and a tenth larger

    private final SealedOutput sealed;
    private final ZipOutputStream zip;
    private final Map<String, Members> files = new TreeMap<>();

    PackageWriter(OutputStream out) {
        this.sealed = new SealedOutput(out);
        this.zip = new ZipOutputStream(sealed);
        zip.setLevel(LEVEL);
    }

    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    void add(String name, Content content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        var counted = new Counted(zip);
        content.writeTo(counted);
        zip.closeEntry();
        files.put(name, counted.facts());
    }

    void add(String name, String text) throws IOException {
        add(name, out -> out.write(text.getBytes(UTF_8)));
    }

    void add(String name, JsonValue json) throws IOException {
        add(name, out -> out.write(CanonicalJson.bytes(json)));
    }

    /** Bytes, lines and SHA-256 of each file so far, by name. */
    Members files() {
        return JsonValue.object(files);
    }

    /** Ends the package with the digest of the whole; the stream below stays open. */
    void finish() throws IOException {
        zip.setComment(SealedOutput.PLACEHOLDER);
        zip.finish();
        sealed.seal();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static final class Counted extends FilterOutputStream {
        private final MessageDigest digest = sha256();
        private long bytes;
        private long lines;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
            digest.update(source, offset, length);
            bytes += length;
            for (var i = offset; i < offset + length; i++) {
                lines += source[i] == '\n' ? 1 : 0;
            }
        }

        Members facts() {
            return JsonValue.object(Map.of(
                    "bytes", JsonValue.number(bytes),
                    "lines", JsonValue.number(lines),
                    "sha256", JsonValue.text(Sha256.of(digest.digest()).hex())));
        }
    }
}
