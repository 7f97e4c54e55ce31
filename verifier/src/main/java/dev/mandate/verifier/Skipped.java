package dev.mandate.verifier;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a package leaves out, one line per gap: {@code {"from":3,"hashes":["..."],"to":9}}. The hashes are of
 * the largest complete subtrees of the gap, so that the root comes out as if the entries were there.
 */
final class Skipped {
    static final String NAME = "proof/skipped.jsonl";

    private final @Nullable Lines lines;
    private @Nullable Gap next;

    /** A stretch of the tree without its entries. */
    record Gap(long from, long to, List<byte[]> hashes) {}

    private Skipped(@Nullable Lines lines) throws IOException {
        this.lines = lines;
        this.next = read();
    }

    static Skipped none() throws IOException {
        return new Skipped(null);
    }

    static Skipped of(CountedInput in) throws IOException {
        return new Skipped(new Lines(in));
    }

    /** The gap that begins at {@code index}; each is given once, in order. */
    @Nullable
    Gap at(long index) throws IOException {
        var gap = next;
        if (gap == null || gap.from() != index) {
            return null;
        }
        next = read();
        return gap;
    }

    /** A gap that was not taken. */
    @Nullable
    Gap left() {
        return next;
    }

    private @Nullable Gap read() throws IOException {
        if (lines == null || !lines.next()) {
            return null;
        }
        var line = CanonicalReader.readObject(lines.bytes(), lines.length());
        var gap = new Gap(line.natural("from"), line.natural("to"), line.hashes("hashes"));
        if (gap.to() <= gap.from()) {
            throw new IllegalArgumentException("a gap from " + gap.from() + " to " + gap.to());
        }
        return gap;
    }
}
