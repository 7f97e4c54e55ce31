package dev.mandate.service.history;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Replaces the last bytes of a stream, which are a placeholder, by the digest over all bytes before them. In a ZIP file
 * they are its comment: so one damaged byte anywhere in the file is found.
 */
final class SealedOutput extends FilterOutputStream {
    static final String PLACEHOLDER = "sha256:" + "0".repeat(64);

    private final MessageDigest digest = PackageWriter.sha256();
    private final byte[] held = new byte[PLACEHOLDER.length()];
    private int count;

    SealedOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        var released = Math.max(0, count + length - held.length);
        var fromHeld = Math.min(count, released);
        release(held, 0, fromHeld);
        System.arraycopy(held, fromHeld, held, 0, count - fromHeld);
        count -= fromHeld;
        var fromSource = released - fromHeld;
        release(source, offset, fromSource);
        System.arraycopy(source, offset + fromSource, held, count, length - fromSource);
        count += length - fromSource;
    }

    private void release(byte[] source, int offset, int length) throws IOException {
        digest.update(source, offset, length);
        out.write(source, offset, length);
    }

    /** Writes the digest in the place of the placeholder; nothing may follow. */
    void seal() throws IOException {
        if (!PLACEHOLDER.equals(new String(held, 0, count, US_ASCII))) {
            throw new IllegalStateException("the stream does not end with the placeholder");
        }
        count = 0;
        out.write(("sha256:" + HexFormat.of().formatHex(digest.digest())).getBytes(US_ASCII));
        out.flush();
    }
}
