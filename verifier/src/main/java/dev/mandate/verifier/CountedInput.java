package dev.mandate.verifier;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and hashes what is read through it. */
final class CountedInput extends FilterInputStream {
    private final MessageDigest digest = Hashes.sha256();
    private long bytes;
    private long lines;

    CountedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        var count = super.read(target, offset, length);
        if (count > 0) {
            digest.update(target, offset, count);
            bytes += count;
            for (var i = offset; i < offset + count; i++) {
                lines += target[i] == '\n' ? 1 : 0;
            }
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** What was read so far; to be called once, at the end. */
    Manifest.FileFacts facts() {
        return new Manifest.FileFacts(bytes, lines, HexFormat.of().formatHex(digest.digest()));
    }
}
