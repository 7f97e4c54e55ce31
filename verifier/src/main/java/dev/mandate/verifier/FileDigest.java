package dev.mandate.verifier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The digest that a package ends with, as the comment of the ZIP file, over every byte before it. It finds what was
 * damaged where no file of the package would show it; against intent stand the signatures.
 */
final class FileDigest {
    private static final String PREFIX = "sha256:";
    private static final int LENGTH = PREFIX.length() + 2 * Hashes.LENGTH;

    private FileDigest() {}

    /** Compares the digest, and tells what it is of the whole file, as an envelope names it. */
    static String check(Path file, Report.Notes notes) throws IOException {
        var before = Hashes.sha256();
        var whole = Hashes.sha256();
        var end = digest(file, before, whole);
        var computed = PREFIX + HexFormat.of().formatHex(before.digest());
        if (!end.startsWith(PREFIX)) {
            notes.wrong(
                    "digest-missing",
                    file.toString(),
                    "does not end with a digest: it was cut off, or packed anew; of what was packed anew check the"
                            + " unpacked folder");
        } else if (!end.equals(computed)) {
            notes.wrong("file-damaged", file.toString(), "has the digest " + computed + " and ends with " + end);
        }
        return HexFormat.of().formatHex(whole.digest());
    }

    /** Feeds the digests and gives the end of the file, where its own digest should be. */
    private static String digest(Path file, MessageDigest before, MessageDigest whole) throws IOException {
        var left = Math.max(0, Files.size(file) - LENGTH);
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[1 << 16];
            while (left > 0) {
                var count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new IOException(file + " became shorter while it was read");
                }
                before.update(buffer, 0, count);
                whole.update(buffer, 0, count);
                left -= count;
            }
            var end = in.readNBytes(LENGTH);
            whole.update(end);
            return new String(end, StandardCharsets.ISO_8859_1);
        }
    }
}
