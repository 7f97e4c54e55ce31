package dev.mandate.service.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.ledger.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The files that an export is written to, readable by their owner alone, until it is whole and gets its name. */
final class ExportFiles implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path whole;
    private final Path gaps;
    private final Path envelope;

    ExportFiles(Path folder) throws IOException {
        whole = Files.createTempFile(folder, ".export", ".part");
        gaps = Files.createTempFile(folder, ".export", ".part");
        envelope = Files.createTempFile(folder, ".export", ".part");
    }

    /** The file itself, from its beginning. */
    OutputStream whole() throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(whole), BUFFER);
    }

    /** Where what is left out is kept while the entries are written. */
    Path gaps() {
        return gaps;
    }

    OutputStream gapsOutput() throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(gaps), BUFFER);
    }

    Sha256 digest() throws IOException {
        var digest = PackageWriter.sha256();
        try (var in = Files.newInputStream(whole)) {
            var buffer = new byte[BUFFER];
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return Sha256.of(digest.digest());
    }

    /** Makes sure that both stay, and gives them their names, the envelope last. */
    void publish(Path file, String envelopeText) throws IOException {
        Files.write(envelope, envelopeText.getBytes(UTF_8));
        for (var written : new Path[] {whole, envelope}) {
            try (var channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        Files.createLink(file, whole); // fails, unlike a move, if somebody was first
        Files.move(envelope, Path.of(file + ".envelope"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(whole);
        Files.deleteIfExists(gaps);
        Files.deleteIfExists(envelope);
    }
}
