package dev.mandate.service.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.ledger.Checkpoint;
import dev.mandate.model.ledger.SignedNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file to which checkpoints are only ever appended, one signed note after the other. Where a crash left a part of a
 * note, the rest of the same note is appended, so the file may be one that the system lets grow only.
 */
final class CheckpointFile {
    private static final int TAIL = 1 << 13; // many times the longest note
    private static final String SIGNATURE_LINE = bytesAsChars("\n\u2014 ");
    private static final int LINES_BEFORE_SIGNATURE = 4; // origin, size, root, and the end of the note before

    private final Path file;
    private final boolean external;

    CheckpointFile(Path folder, String origin, boolean external) {
        this.file = folder.resolve(origin.replace('/', '-') + ".txt");
        this.external = external;
    }

    Path path() {
        return file;
    }

    /** Whether it lies out of the reach of those who administer the database and this machine. */
    boolean external() {
        return external;
    }

    /** The last checkpoint that was published here. */
    Optional<Checkpoint> latest() throws IOException {
        try {
            return end().note().map(SignedNote::parse).map(note -> Checkpoint.parse(note.text()));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " ends with something that is no checkpoint: " + e.getMessage(), e);
        }
    }

    /** Adds a note and makes sure that it stays. */
    void append(SignedNote note) throws IOException {
        var whole = bytesAsChars(note.format());
        var begun = end().begun();
        if (!whole.startsWith(begun)) {
            throw new IOException(file + " ends with something that is no checkpoint of this ledger");
        }
        Files.createDirectories(file.getParent());
        var rest = ByteBuffer.wrap(whole.substring(begun.length()).getBytes(ISO_8859_1));
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /**
     * How the file ends.
     *
     * @param note the last whole note
     * @param begun what stands after it, byte by byte
     */
    private record End(Optional<String> note, String begun) {}

    private End end() throws IOException {
        var tail = tail();
        var signature = tail.lastIndexOf(SIGNATURE_LINE);
        if (signature >= 0 && tail.indexOf('\n', signature + 1) < 0) {
            signature = tail.lastIndexOf(SIGNATURE_LINE, signature - 1); // the last one is cut off
        }
        if (signature < 0) {
            return new End(Optional.empty(), tail);
        }
        var start = signature;
        for (var i = 0; i < LINES_BEFORE_SIGNATURE; i++) {
            start = tail.lastIndexOf('\n', start - 1);
        }
        var end = tail.indexOf('\n', signature + 1) + 1;
        var note = new String(tail.substring(start + 1, end).getBytes(ISO_8859_1), UTF_8);
        return new End(Optional.of(note), tail.substring(end));
    }

    private String tail() throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes = ByteBuffer.allocate((int) Math.min(channel.size(), TAIL));
            var from = channel.size() - bytes.capacity();
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {}
            return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
        }
    }

    /** One char per byte, so that a character cut in two by a crash is nothing special. */
    private static String bytesAsChars(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
