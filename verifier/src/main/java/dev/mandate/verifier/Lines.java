package dev.mandate.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines as bytes, each into the same buffer. */
final class Lines {
    private static final int MAX_LINE = 4 << 20;

    private final InputStream in;
    private final byte[] chunk = new byte[1 << 16];
    private byte[] line = new byte[1 << 12];
    private int filled;
    private int taken;
    private int length;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        length = 0;
        while (true) {
            if (taken == filled && !fill()) {
                if (length > 0) {
                    throw new IOException("the last line is cut off");
                }
                return false;
            }
            var start = taken;
            while (taken < filled && chunk[taken] != '\n') {
                taken++;
            }
            append(start);
            if (taken < filled) {
                taken++;
                return true;
            }
        }
    }

    /** The bytes of the line; only the first {@link #length} count, and only until the next one. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    private boolean fill() throws IOException {
        filled = Math.max(0, in.read(chunk));
        taken = 0;
        return filled > 0;
    }

    private void append(int start) throws IOException {
        var more = taken - start;
        if (length + more > MAX_LINE) {
            throw new IOException("a line of more than " + MAX_LINE + " bytes");
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + more));
        }
        System.arraycopy(chunk, start, line, length, more);
        length += more;
    }
}
