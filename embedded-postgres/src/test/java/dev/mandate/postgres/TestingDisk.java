package dev.mandate.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A small disk of its own, so that a test can fill it. Mounting one takes root. */
record TestingDisk(Path path) implements AutoCloseable {

    static TestingDisk open(int megabytes) throws IOException {
        var path = Files.createTempDirectory("mandate-postgres-disk");
        var mounted = Command.run(
                List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=755", "tmpfs", path.toString()),
                Duration.ofSeconds(10));
        if (!mounted.succeeded()) {
            Files.delete(path);
        }
        assumeTrue(mounted.succeeded(), "a small disk cannot be mounted here (root only): " + mounted.output());
        return new TestingDisk(path);
    }

    /** Takes all space but {@code left} bytes. */
    Path fill(long left) throws IOException {
        var filler = path.resolve("filler");
        var block = new byte[1 << 16];
        try (var file = Files.newOutputStream(filler)) {
            while (Files.getFileStore(path).getUsableSpace() > left + block.length) {
                file.write(block);
            }
        }
        return filler;
    }

    @Override
    public void close() throws IOException {
        Command.run(List.of("umount", "-l", path.toString()), Duration.ofSeconds(10));
        Files.delete(path);
    }
}
